/** A model's step as symbols: values, weights by name, and the nodes between them. Knows no device. */
@NullMarked
package dev.octavo.runtime.graph;

import org.jspecify.annotations.NullMarked;
