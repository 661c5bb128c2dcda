package dev.octavo.gpu.attention;

import dev.octavo.gpu.core.GpuCore;
import dev.octavo.gpu.core.LazyKernel;
import dev.octavo.gpu.driver.KernelKey;
import dev.octavo.spi.op.AttentionSpec;
import dev.octavo.spi.op.KvLayout;
import dev.octavo.tensor.DType;

/** Attention on matrix units ({@code attention_units.k}): which specs it is for, and how its kernels are cut. */
final class AttentionUnits {

    /** Rows of a work-group for few queries. */
    static final int FEW_ROWS = 16;

    /** Rows of a work-group for many queries. */
    static final int MANY_ROWS = 64;

    private static final int LARGEST_HEAD = 256;
    private static final int PIECE = 8;
    private static final int PART_DIM = 128;

    private AttentionUnits() {}

    /** Why a spec does not run on them, or nothing. */
    static String refusal(GpuCore core, AttentionSpec spec) {
        KvLayout cache = spec.cache();
        if (!core.driver().hasMatrixUnits()) {
            return "the device has none";
        }
        if ((cache.type() != DType.F16 && cache.type() != DType.BF16) || spec.query() != cache.type()) {
            return "queries in " + spec.query() + ", cache in " + cache.type();
        }
        if (!core.driver().multiplies(cache.type())) {
            return "the device's take small numbers in " + cache.type() + " for 0";
        }
        if (cache.valueInKey()
                || cache.keyDim() > LARGEST_HEAD
                || cache.valueDim() > LARGEST_HEAD
                || cache.keyDim() % PIECE != 0
                || cache.valueDim() % PIECE != 0) {
            return "heads of " + cache.keyDim() + " and " + cache.valueDim() + " numbers"
                    + (cache.valueInKey() ? " that share memory" : "");
        }
        return "";
    }

    /** The kernel for tiles of so many rows. */
    static LazyKernel kernel(GpuCore core, KvLayout cache, int rows, boolean wide) {
        return core.kernel(KernelKey.of(
                "attention_units",
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
                rows,
                "WIDE",
                wide ? 1 : 0));
    }

    /** Work-items of a work-group: those that run in lockstep share rows. */
    static int items(GpuCore core, int rows) {
        return rows / FEW_ROWS * core.traits().subGroupSize();
    }

    /** Work-groups that share the values of a row, as {@code VALUE_PARTS} there. */
    static int valueParts(KvLayout cache) {
        return Math.ceilDiv(cache.valueDim(), PART_DIM);
    }
}
