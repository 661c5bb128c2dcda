/** Measures steps of a real engine, and compares the simulator with it. */
@NullMarked
package dev.octavo.benchmarks.calibrate;

import org.jspecify.annotations.NullMarked;
