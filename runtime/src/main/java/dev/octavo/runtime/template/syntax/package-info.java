/** Lexer, parser and syntax tree of the template language. */
@NullMarked
package dev.octavo.runtime.template.syntax;

import org.jspecify.annotations.NullMarked;
