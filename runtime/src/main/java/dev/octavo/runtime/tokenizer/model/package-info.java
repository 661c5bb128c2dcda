/** Models: from words to token ids. */
@NullMarked
package dev.octavo.runtime.tokenizer.model;

import org.jspecify.annotations.NullMarked;
