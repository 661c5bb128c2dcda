/** Finding backends and choosing a device. */
@NullMarked
package dev.octavo.runtime.discovery;

import org.jspecify.annotations.NullMarked;
