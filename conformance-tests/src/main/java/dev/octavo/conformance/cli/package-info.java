/** The suite's own command line: arguments, progress, summary, exit status. */
@NullMarked
package dev.octavo.conformance.cli;

import org.jspecify.annotations.NullMarked;
