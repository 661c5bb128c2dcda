/** From logits to tokens. */
@NullMarked
package dev.octavo.runtime.sample;

import org.jspecify.annotations.NullMarked;
