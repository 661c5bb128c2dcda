/**
 * The oracle behind the SPI: backend {@code reference}, plain Java, every operator of the SPI over unquantised weights. Its code is only marshalling: bytes to
 * float64 and back, argument checks, memory and queues. Meant for tests and for vendors to compare with, not for speed.
 */
@NullMarked
package dev.octavo.conformance.reference;

import org.jspecify.annotations.NullMarked;
