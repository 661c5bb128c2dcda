/** Bounded reading of tokenizer files: JSON values that know their path, and the streamed vocabulary of the model. */
@NullMarked
package dev.octavo.runtime.tokenizer.json;

import org.jspecify.annotations.NullMarked;
