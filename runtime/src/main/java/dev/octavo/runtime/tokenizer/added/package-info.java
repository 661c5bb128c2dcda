/** Added tokens: recognised in text ahead of everything else. */
@NullMarked
package dev.octavo.runtime.tokenizer.added;

import org.jspecify.annotations.NullMarked;
