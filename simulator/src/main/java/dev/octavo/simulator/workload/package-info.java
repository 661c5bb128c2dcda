/** Traces to replay: generated from distributions, or read from files. */
@NullMarked
package dev.octavo.simulator.workload;

import org.jspecify.annotations.NullMarked;
