/** Element types, layouts and references to tensors in device memory. */
@NullMarked
package dev.octavo.tensor;

import org.jspecify.annotations.NullMarked;
