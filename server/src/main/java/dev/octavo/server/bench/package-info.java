/** Workloads and figures for {@code octavo bench}; names and meaning as in {@code vllm bench}. */
@NullMarked
package dev.octavo.server.bench;

import org.jspecify.annotations.NullMarked;
