/** From the syntax tree to runnable code: scoping, expressions, statements, filters, tests, methods and globals. */
@NullMarked
package dev.octavo.runtime.template.eval;

import org.jspecify.annotations.NullMarked;
