/** Pre-tokenizers: from normalized text to the words that the model sees. */
@NullMarked
package dev.octavo.runtime.tokenizer.pretokenize;

import org.jspecify.annotations.NullMarked;
