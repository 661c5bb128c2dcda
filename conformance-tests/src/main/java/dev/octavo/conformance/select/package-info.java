/** Which cases are run, and what a vendor says about them beforehand. */
@NullMarked
package dev.octavo.conformance.select;

import org.jspecify.annotations.NullMarked;
