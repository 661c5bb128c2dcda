package dev.octavo.backend.cpu;

import java.lang.foreign.MemorySegment;

/** Attention of some rows of one sequence; each thread has one of these. */
sealed interface AttentionTask permits NativeAttentionTask, VectorAttentionTask {

    /**
     * Computes the rows of some heads for the queries from {@code firstQuery} of the sequence's on.
     *
     * @param scratch this thread's, as large as the shape says
     * @param sequence of the batch
     * @param kvHead that all heads share
     * @param firstHead first query head
     * @param heads query heads
     */
    void run(MemorySegment scratch, int sequence, int firstQuery, int kvHead, int firstHead, int heads);
}
