/** Regular expressions in Oniguruma's syntax, matched in time linear in the text. */
@NullMarked
package dev.octavo.runtime.tokenizer.pattern;

import org.jspecify.annotations.NullMarked;
