/** Counters, gauges and histograms, and their Prometheus text form. */
@NullMarked
package dev.octavo.runtime.metrics;

import org.jspecify.annotations.NullMarked;
