package dev.octavo.gpu.attention;

import dev.octavo.gpu.core.GpuCore;
import dev.octavo.gpu.core.LazyKernel;
import dev.octavo.gpu.driver.KernelKey;
import dev.octavo.spi.op.AttentionSpec;
import dev.octavo.spi.op.KvLayout;

/** Attention on units that a warpgroup uses together ({@code attention_hopper.k}): which specs it is for, and how its kernels are cut. */
final class AttentionHopper {

    /** Rows of a warpgroup, which it multiplies whether they are there or not. */
    static final int ROWS = 64;

    /** Rows of a work-group for few queries of a sequence, so that what their splits leave stays small. */
    static final int FEW_ROWS = 16;

    /** Rows of a work-group for many queries: two warpgroups, of which one makes weights while the other multiplies. */
    static final int MANY_ROWS = 2 * ROWS;

    private static final int WARPGROUP = 128;
    private static final int PANEL = 64;
    private static final int LARGEST_HEAD = 256;
    private static final int TILE = 64;
    private static final int SHORT_HEAD = 128;

    private AttentionHopper() {}

    /** Why a spec does not run on them, or nothing. */
    static String refusal(GpuCore core, AttentionSpec spec) {
        if (!core.driver().hasWarpgroups()) {
            return "a device that is none of NVIDIA's compute capability 9.0";
        }
        String refusal = AttentionUnits.refusal(core, spec);
        if (!refusal.isEmpty()) {
            return refusal;
        }
        KvLayout cache = spec.cache();
        if (!isWhole(cache.keyDim()) || !isWhole(cache.valueDim())) {
            return "heads of " + cache.keyDim() + " and " + cache.valueDim() + " numbers, no multiples of " + PANEL;
        }
        return spec.scale() > 0 ? "" : "a scale of " + spec.scale();
    }

    private static boolean isWhole(int dim) {
        return dim % PANEL == 0 && dim <= LARGEST_HEAD;
    }

    /** The kernel for sequences with few queries or with many. */
    static LazyKernel kernel(GpuCore core, KvLayout cache, boolean wide) {
        return core.kernel(KernelKey.of(
                "attention_hopper",
                "attention",
                "KEY_DIM",
                cache.keyDim(),
                "VALUE_DIM",
                cache.valueDim(),
                "VALUE_IN_KEY",
                0,
                "CACHE",
                cache.type(),
                "ROWS",
                wide ? MANY_ROWS : ROWS,
                "WIDE",
                wide ? 1 : 0,
                "LOCAL_BYTES",
                localBytes(cache, wide)));
    }

    /** As {@code MEMORY} there: queries, stages of keys and values, totals of splits, places of keys. */
    private static int localBytes(KvLayout cache, boolean wide) {
        int warpgroups = wide ? MANY_ROWS / ROWS : 1;
        int stages = wide && cache.keyDim() <= SHORT_HEAD ? 3 : 2;
        int queries = warpgroups * cache.keyDim() * ROWS * Short.BYTES;
        int tile = (cache.keyDim() + partDim(cache)) * TILE * Short.BYTES;
        int totals = wide ? partDim(cache) * MANY_ROWS * Float.BYTES : 0;
        int places = (stages + 1) * TILE * 2 * Integer.BYTES;
        return 1024 + queries + stages * tile + totals + places + 16;
    }

    /** Work-items of a work-group. */
    static int items(boolean wide) {
        return wide ? 2 * WARPGROUP : WARPGROUP;
    }

    /** Work-groups that share the values of a row, as {@code VALUE_PARTS} there. */
    static int valueParts(KvLayout cache) {
        return cache.valueDim() / partDim(cache);
    }

    private static int partDim(KvLayout cache) {
        return cache.valueDim() % SHORT_HEAD == 0 ? SHORT_HEAD : PANEL;
    }
}
