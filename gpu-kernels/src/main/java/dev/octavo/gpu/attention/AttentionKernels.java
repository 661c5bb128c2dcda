package dev.octavo.gpu.attention;

import dev.octavo.gpu.core.GpuCore;
import dev.octavo.gpu.driver.GpuKernel;
import dev.octavo.gpu.driver.KernelKey;
import dev.octavo.spi.op.KvLayout;
import java.util.ArrayList;
import java.util.List;

/** Chooses attention kernels by device and cache. */
final class AttentionKernels {

    private final GpuCore core;
    private final KvLayout cache;
    private final boolean units;

    /** @param units whether kernels for matrix units are wanted */
    AttentionKernels(GpuCore core, KvLayout cache, boolean units) {
        this.core = core;
        this.cache = cache;
        this.units = units;
    }

    GpuKernel attention(RowTile tile, boolean wide) {
        if (units) {
            return AttentionUnits.kernel(core, cache, tile.rows(), wide);
        }
        boolean processor = core.traits().vectors();
        List<Object> defines = defines();
        defines.addAll(List.of("ROWS", processor ? tile.wholeBlocks() : tile.rows(), "WIDE", wide ? 1 : 0));
        if (processor) {
            defines.addAll(List.of("ROW_BLOCK", tile.rowBlock()));
        }
        String source = processor ? "attention_vector" : "attention_group";
        return core.kernel(KernelKey.of(source, "attention", defines.toArray()));
    }

    GpuKernel merge() {
        int dims = core.traits().vectors() ? 16 : 1;
        return core.kernel(KernelKey.of("attention_merge", "merge", "VALUE_DIM", cache.valueDim(), "MERGE_DIMS", dims));
    }

    private List<Object> defines() {
        return new ArrayList<>(List.of(
                "KEY_DIM",
                cache.keyDim(),
                "VALUE_DIM",
                cache.valueDim(),
                "VALUE_IN_KEY",
                cache.valueInKey() ? 1 : 0,
                "CACHE",
                cache.type(),
                "KEYS_BY_DIM",
                KvPool.keysByDim(core, cache) ? 1 : 0));
    }
}
