/** Runs cases one after the other, whatever becomes of them, and says which profile a backend has reached. */
@NullMarked
package dev.octavo.conformance.run;

import org.jspecify.annotations.NullMarked;
