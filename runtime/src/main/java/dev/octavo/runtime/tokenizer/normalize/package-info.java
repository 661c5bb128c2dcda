/** Normalizers: from the text as given to the text that is split. */
@NullMarked
package dev.octavo.runtime.tokenizer.normalize;

import org.jspecify.annotations.NullMarked;
