package dev.octavo.runtime.quantize;

import java.io.IOException;

/** Where finished blocks go. Called by several threads, for places that do not overlap. */
@FunctionalInterface
interface BlockSink {

    /**
     * Takes blocks.
     *
     * @param target number of the tensor in the plan
     * @param at byte of the tensor where they belong
     * @param blocks holds them from its first byte on; may be reused when this returns
     * @param length how many bytes
     * @throws IOException if they cannot be kept
     */
    void accept(int target, long at, byte[] blocks, int length) throws IOException;
}
