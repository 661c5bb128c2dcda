/** Beam search: a loop over the engine that follows several outputs at once and keeps the likeliest. */
@NullMarked
package dev.octavo.runtime.beam;

import org.jspecify.annotations.NullMarked;
