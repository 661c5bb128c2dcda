/** Text to token ids and back, read from a model's {@code tokenizer.json} and executed as the {@code tokenizers} library does. */
@NullMarked
package dev.octavo.runtime.tokenizer;

import org.jspecify.annotations.NullMarked;
