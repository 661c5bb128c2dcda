/** Turns a model's symbols into prepared operators, loaded weights and buffers on one device. */
@NullMarked
package dev.octavo.runtime.plan;

import org.jspecify.annotations.NullMarked;
