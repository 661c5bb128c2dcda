/** Settings that the process was started with. */
@NullMarked
package dev.octavo.backend.cuda.config;

import org.jspecify.annotations.NullMarked;
