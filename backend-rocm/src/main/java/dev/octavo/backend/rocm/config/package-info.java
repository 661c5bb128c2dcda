/** What the process was started with. */
@NullMarked
package dev.octavo.backend.rocm.config;

import org.jspecify.annotations.NullMarked;
