/** This engine beside llama.cpp on the same files. */
@NullMarked
package dev.octavo.benchmarks.compare;

import org.jspecify.annotations.NullMarked;
