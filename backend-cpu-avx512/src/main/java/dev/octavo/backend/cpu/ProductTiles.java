package dev.octavo.backend.cpu;

import java.lang.foreign.MemorySegment;

/** A way to compute a matrix product on the threads of the pool. Whichever it is, the sums of a row do not depend on the other rows. */
interface ProductTiles {

    /** Scratch that each thread needs. */
    long scratchBytes();

    /** Bytes of workspace for so many rows. */
    long workspaceBytes(int maxRows);

    /** Takes over the workspace of the next call. */
    void bind(MemorySegment workspace);

    /** Multiplies rows {@code [from, to)} of a with the weights from {@code firstWeightRow} on. */
    void run(int from, int to, int firstWeightRow);
}
