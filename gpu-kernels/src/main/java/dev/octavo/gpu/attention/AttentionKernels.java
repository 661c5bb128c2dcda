package dev.octavo.gpu.attention;

import dev.octavo.gpu.core.GpuCore;
import dev.octavo.gpu.core.LazyKernel;
import dev.octavo.gpu.driver.KernelKey;
import dev.octavo.spi.op.KvLayout;

/** Chooses attention kernels by device and cache. A processor has one for each type of cache, a card one for each size of heads and rows as well, whose loops are unrolled. */
final class AttentionKernels {

    private final GpuCore core;
    private final KvLayout cache;
    private final AttentionKind kind;

    AttentionKernels(GpuCore core, KvLayout cache, AttentionKind kind) {
        this.core = core;
        this.cache = cache;
        this.kind = kind;
    }

    LazyKernel attention(RowTile tile, boolean wide) {
        return switch (kind) {
            case HOPPER -> AttentionHopper.kernel(core, cache, wide);
            case UNITS -> AttentionUnits.kernel(core, cache, tile.rows(), wide);
            case GROUPS -> group(tile, wide);
            case VECTORS ->
                core.kernel(KernelKey.of(
                        "attention_vector",
                        "attention",
                        "CACHE",
                        cache.type(),
                        "KEYS_BY_DIM",
                        KvPool.keysByDim(core, cache) ? 1 : 0));
        };
    }

    private LazyKernel group(RowTile tile, boolean wide) {
        return core.kernel(KernelKey.of(
                "attention_group",
                "attention",
                "KEY_DIM",
                cache.keyDim(),
                "VALUE_DIM",
                cache.valueDim(),
                "VALUE_IN_KEY",
                cache.valueInKey() ? 1 : 0,
                "CACHE",
                cache.type(),
                "ROWS",
                tile.rows(),
                "WIDE",
                wide ? 1 : 0));
    }

    LazyKernel merge() {
        return core.kernel(KernelKey.of(
                "attention_merge", "merge", "MERGE_DIMS", core.traits().vectors() ? 16 : 1));
    }
}
