/** Decoders: from tokens back to text, one token at a time. */
@NullMarked
package dev.octavo.runtime.tokenizer.decode;

import org.jspecify.annotations.NullMarked;
