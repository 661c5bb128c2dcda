package dev.octavo.gpu.attention;

import dev.octavo.gpu.core.GpuCore;

/** Sizes of work-groups. */
final class Groups {

    private static final int LARGEST = 128;

    private static final int LOCKSTEP = 32;

    private Groups() {}

    /** Work-items that go over a row together; one on a processor, which does it with vectors. */
    static int forRow(GpuCore core, long width) {
        if (core.traits().vectors()) {
            return 1;
        }
        long wanted = Math.ceilDiv(Math.min(width, LARGEST), LOCKSTEP) * LOCKSTEP;
        return (int) Math.min(wanted, core.traits().maxGroupSize());
    }
}
