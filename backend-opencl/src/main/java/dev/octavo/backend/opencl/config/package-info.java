/** What this backend reads from its surroundings. */
@NullMarked
package dev.octavo.backend.opencl.config;

import org.jspecify.annotations.NullMarked;
