/** A session in a child process, so that whatever a backend does to its process it does to that one. */
@NullMarked
package dev.octavo.conformance.fork;

import org.jspecify.annotations.NullMarked;
