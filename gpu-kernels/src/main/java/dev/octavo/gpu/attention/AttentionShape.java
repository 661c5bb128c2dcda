package dev.octavo.gpu.attention;

import dev.octavo.gpu.core.GpuCore;
import dev.octavo.spi.op.AttentionSpec;
import dev.octavo.spi.op.KvLayout;

/**
 * How attention is cut into work-groups on a device.
 *
 * @param single for batches with one query per sequence
 * @param narrow for sequences with at most its number of queries, whose keys are cut into splits that run at once
 * @param wide for sequences with more queries
 * @param splits how keys are cut
 */
record AttentionShape(RowTile single, RowTile narrow, RowTile wide, Splits splits) {

    private static final long MAX_WORKSPACE = 256L << 20;

    private static final int LANES = 16;
    private static final Splits GPU_SPLITS = new Splits(256, 32);

    /** Rows of a decode on a processor: their sums stay in its first-level cache. */
    private static final int PROCESSOR_ROWS = 16;

    /** {@code attention_vector.k} has room for so many of {@link #USUAL_HEAD}, half for heads twice as large, and {@link #PROCESSOR_ROWS} of all. */
    private static final int PROCESSOR_WIDE_ROWS = 64;

    /** A GPU's rows are shared by this many groups of work-items. */
    static final int GROUP_ROWS = 4;

    /** Head dimension up to which a GPU's registers and local memory hold the most rows. */
    private static final int USUAL_HEAD = 128;

    static AttentionShape of(GpuCore core, AttentionSpec spec) {
        return switch (AttentionChoice.kind(core, spec)) {
            case HOPPER -> onUnits(spec, AttentionHopper.ROWS, AttentionHopper.FEW_ROWS, AttentionHopper.MANY_ROWS);
            case UNITS -> onUnits(spec, AttentionUnits.FEW_ROWS, AttentionUnits.FEW_ROWS, AttentionUnits.MANY_ROWS);
            case GROUPS, VECTORS -> onItems(core, spec);
        };
    }

    private static AttentionShape onUnits(AttentionSpec spec, int singleRows, int fewRows, int manyRows) {
        return new AttentionShape(
                        RowTile.of(spec, singleRows, 1),
                        RowTile.of(spec, fewRows, spec.maxQueryLength()),
                        RowTile.of(spec, manyRows, spec.maxQueryLength()),
                        GPU_SPLITS)
                .within(spec);
    }

    private static AttentionShape onItems(GpuCore core, AttentionSpec spec) {
        boolean processor = core.traits().vectors();
        int group = RowTile.group(spec);
        int largest = Math.max(spec.cache().keyDim(), spec.cache().valueDim());
        int wideRows = processor ? PROCESSOR_WIDE_ROWS : 32;
        int narrowRows = 16;
        if (largest > USUAL_HEAD) {
            wideRows /= 2;
        }
        if (largest > 2 * USUAL_HEAD) {
            wideRows /= 2;
            narrowRows = processor ? PROCESSOR_ROWS : 8;
        }
        int singleRows =
                processor ? PROCESSOR_ROWS : Math.min(Math.ceilDiv(group, GROUP_ROWS) * GROUP_ROWS, narrowRows);
        RowTile single = RowTile.of(spec, singleRows, 1);
        RowTile narrow = RowTile.of(spec, narrowRows, spec.maxQueryLength());
        RowTile wide = RowTile.of(spec, wideRows, spec.maxQueryLength());
        Splits splits =
                processor ? new Splits(512, Math.clamp(4L * core.traits().cores(), 4, 32)) : GPU_SPLITS;
        return new AttentionShape(single, narrow, wide, splits).within(spec);
    }

    /** This, or what needs no more than the workspace may have. */
    private AttentionShape within(AttentionSpec spec) {
        AttentionShape shape = this;
        if (shape.workspaceBytes(spec) > MAX_WORKSPACE) {
            shape = new AttentionShape(single, single, wide, splits);
        }
        while (shape.workspaceBytes(spec) > MAX_WORKSPACE && shape.splits.most() > 1) {
            shape = new AttentionShape(single, shape.narrow, wide, new Splits(splits.unit(), shape.splits.most() / 2));
        }
        return shape;
    }

    /** Bytes of the sums of all splits, for the largest batch. */
    long workspaceBytes(AttentionSpec spec) {
        KvLayout cache = spec.cache();
        // As PARTIAL_STRIDE of attention.h has it.
        long floats = (Math.ceilDiv(cache.valueDim(), LANES) + 1L) * LANES;
        return Float.BYTES * floats * spec.queryHeads() * narrow.queries() * splits.bound() * spec.maxSequences();
    }
}
