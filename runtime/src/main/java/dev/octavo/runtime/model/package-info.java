/** Architectures: each family written once, from its configuration to a graph. */
@NullMarked
package dev.octavo.runtime.model;

import org.jspecify.annotations.NullMarked;
