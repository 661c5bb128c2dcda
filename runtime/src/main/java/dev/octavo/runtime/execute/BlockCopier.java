package dev.octavo.runtime.execute;

import java.lang.foreign.MemorySegment;

/**
 * Moves whole KV blocks, all layers of them, between the device and host memory. Copies take effect in the order in which they and the steps are launched; host memory has to stay alive, and its
 * content counts once a later step was awaited.
 */
public interface BlockCopier {

    /** Bytes of a block in host memory. */
    long blockBytes();

    /** Enqueues the copy of a block to the host. */
    void toHost(int block, MemorySegment target);

    /** Enqueues the copy of a block to the device. */
    void toDevice(int block, MemorySegment source);

    /** Waits until all copies have taken effect; no step may be in flight. */
    default void await() {}
}
