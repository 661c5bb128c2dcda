/**
 * The suite: cases with text ids, the engine that runs one on a backend and compares with the oracle, and the bounds that it compares under. Test libraries are
 * not needed; {@link dev.octavo.conformance.junit} is the door for JUnit.
 */
@NullMarked
package dev.octavo.conformance.check;

import org.jspecify.annotations.NullMarked;
