/** Benchmarks with vLLM's workloads, definitions and field names: fixed batches, offline throughput, and load on a server. */
@NullMarked
package dev.octavo.server.bench;

import org.jspecify.annotations.NullMarked;
