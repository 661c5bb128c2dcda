/** Operators as data: a spec says what is wanted, a plan does it. */
@NullMarked
package dev.octavo.spi.op;

import org.jspecify.annotations.NullMarked;
