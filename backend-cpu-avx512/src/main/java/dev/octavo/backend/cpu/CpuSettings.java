package dev.octavo.backend.cpu;

import dev.octavo.spi.BackendOptions;

/**
 * What a user can set.
 *
 * @param threads threads that compute, the enqueuing one included
 * @param spin how often an idle worker looks for work before it sleeps
 * @param kernels what multiplies matrices
 */
record CpuSettings(int threads, int spin, KernelChoice kernels) {

    /** Hand-off by spinning costs 0.4 microseconds, waking a sleeper 8; 20,000 looks bridge the gaps inside a step. */
    private static final int DEFAULT_SPIN = 20_000;

    private static final int MAX_THREADS = 1024;

    static CpuSettings from(BackendOptions options) {
        return new CpuSettings(
                options.integer("threads", HostFacts.processors(), 1, MAX_THREADS),
                options.integer("spin", DEFAULT_SPIN, 0, Integer.MAX_VALUE),
                KernelChoice.from(options));
    }
}
