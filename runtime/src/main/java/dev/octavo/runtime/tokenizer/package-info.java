/** Text to token ids and back, as tokenizer.json says. */
@NullMarked
package dev.octavo.runtime.tokenizer;

import org.jspecify.annotations.NullMarked;
