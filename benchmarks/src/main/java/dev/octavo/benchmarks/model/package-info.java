/** Models of random weights with the shapes of real ones, as GGUF files that other engines read too. */
@NullMarked
package dev.octavo.benchmarks.model;

import org.jspecify.annotations.NullMarked;
