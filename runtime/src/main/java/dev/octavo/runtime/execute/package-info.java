/** One ragged step of a model on a device: batch in, logits out. */
@NullMarked
package dev.octavo.runtime.execute;

import org.jspecify.annotations.NullMarked;
