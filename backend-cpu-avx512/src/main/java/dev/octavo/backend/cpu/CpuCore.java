package dev.octavo.backend.cpu;

import dev.octavo.backend.cpu.ffi.NativeKernels;
import java.util.Optional;

/**
 * What all plans of a backend share.
 *
 * @param memory its memory
 * @param pool its threads
 * @param scratch memory of each thread
 * @param kernels kernels in C, where there are any for this processor
 */
record CpuCore(CpuMemory memory, WorkerPool pool, Scratch scratch, Optional<NativeKernels> kernels) {

    /** Throws {@link IllegalStateException} if the backend is closed. */
    void checkOpen() {
        if (pool.isClosed()) {
            throw new IllegalStateException("the cpu backend is closed");
        }
    }
}
