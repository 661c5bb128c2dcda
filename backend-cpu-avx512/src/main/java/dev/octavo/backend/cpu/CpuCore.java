package dev.octavo.backend.cpu;

/**
 * What all plans of a backend share.
 *
 * @param memory its memory
 * @param pool its threads
 * @param scratch memory of each thread
 */
record CpuCore(CpuMemory memory, WorkerPool pool, Scratch scratch) {

    /** Throws {@link IllegalStateException} if the backend is closed. */
    void checkOpen() {
        if (pool.isClosed()) {
            throw new IllegalStateException("the cpu backend is closed");
        }
    }
}
