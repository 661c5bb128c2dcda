/** The suite as a program. */
@NullMarked
package dev.octavo.conformance;

import org.jspecify.annotations.NullMarked;
