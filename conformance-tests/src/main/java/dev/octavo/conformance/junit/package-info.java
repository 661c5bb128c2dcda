/** The suite as dynamic tests. The only package that needs JUnit, which users of the rest may leave out. */
@NullMarked
package dev.octavo.conformance.junit;

import org.jspecify.annotations.NullMarked;
