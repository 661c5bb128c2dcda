/** Text in the making: segments of characters, id lists, byte-level characters, code point sets. */
@NullMarked
package dev.octavo.runtime.tokenizer.text;

import org.jspecify.annotations.NullMarked;
