/** The CPU backend. Everything but the provider is private to it; classes named {@code ...Kernels} hold the Vector API code. */
@NullMarked
package dev.octavo.backend.cpu;

import org.jspecify.annotations.NullMarked;
