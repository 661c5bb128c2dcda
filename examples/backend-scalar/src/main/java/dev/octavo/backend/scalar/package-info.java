/** A backend in plain Java: one thread, one element at a time, commands that run when they are enqueued. */
@NullMarked
package dev.octavo.backend.scalar;

import org.jspecify.annotations.NullMarked;
