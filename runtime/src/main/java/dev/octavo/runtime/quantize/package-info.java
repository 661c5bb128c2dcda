/** Weights that are quantised when a model is opened, and the files that keep them for the next time. */
@NullMarked
package dev.octavo.runtime.quantize;

import org.jspecify.annotations.NullMarked;
