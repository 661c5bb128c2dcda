package dev.octavo.gpu.stream;

import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;

/** Page-locked memory through which one piece of a transfer goes. */
final class StagedBlock {

    final MemorySegment memory;
    private @Nullable MemorySegment target;

    StagedBlock(MemorySegment memory) {
        this.memory = memory;
    }

    /** Where its bytes go once they have come from the device. */
    void deliverTo(MemorySegment newTarget) {
        target = newTarget;
    }

    /** The device is done with it. */
    void complete() {
        MemorySegment to = target;
        if (to != null) {
            MemorySegment.copy(memory, 0, to, 0, to.byteSize());
            target = null;
        }
    }

    /** The device is lost: nothing came. */
    void abandon() {
        target = null;
    }
}
