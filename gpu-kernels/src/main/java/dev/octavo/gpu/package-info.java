/** A backend for devices with memory and streams of their own, whatever their vendor. */
@NullMarked
package dev.octavo.gpu;

import org.jspecify.annotations.NullMarked;
