/** The octavo command line. */
@NullMarked
package dev.octavo.server.cli;

import org.jspecify.annotations.NullMarked;
