/** What a vendor's API offers, seen from the operators: memory, streams, kernels. Each backend implements it once. */
@NullMarked
package dev.octavo.gpu.driver;

import org.jspecify.annotations.NullMarked;
