package dev.octavo.gpu.gemm;

import dev.octavo.gpu.core.GpuCore;
import dev.octavo.gpu.core.LazyKernel;
import dev.octavo.gpu.driver.GpuTraits;
import dev.octavo.gpu.driver.KernelKey;
import dev.octavo.spi.op.GemmSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The kernels of a product, for few rows to many. All of them add in the same order, so the choice does not change a bit. */
final class GemmKernels {

    /**
     * A kernel and what one of its work-groups does.
     *
     * @param kernel the kernel
     * @param rows rows of a
     * @param panels panels of weights
     * @param items work-items of a work-group
     */
    record Tile(LazyKernel kernel, int rows, int panels, int items) {}

    private static final int VECTOR_LANES = 16;
    private static final int LANE_ITEMS = 256;

    private final List<Tile> tiles = new ArrayList<>();
    private Map<Integer, Tile> measured = Map.of();

    GemmKernels(GpuCore core, GemmSpec spec) {
        if (lanes(core.traits()) == VECTOR_LANES) {
            add(core, spec, "gemm_vector", "gemm_rows1", 1, 4, 1);
            add(core, spec, "gemm_vector", "gemm_rows4", 4, 4, 1);
            add(core, spec, "gemm_vector", "gemm_rows8", 8, 2, 1);
            add(core, spec, "gemm_vector", "gemm_many", 64, 2, 1);
        } else if (MatrixUnits.refusal(core, spec).isEmpty()) {
            add(core, spec, "gemm_stream", "gemm_stream8", 8, 2, LANE_ITEMS);
            add(core, spec, "gemm_stream", "gemm_stream16", 16, 2, LANE_ITEMS);
            add(core, spec, "gemm_stream", "gemm_stream32", 32, 2, LANE_ITEMS);
            add(core, spec, "gemm_stream", "gemm_stream64", 64, 2, LANE_ITEMS / 2);
            add(core, spec, "gemm_tile", "gemm_tile", MatrixUnits.tileRows(spec), 8, LANE_ITEMS);
        } else {
            add(core, spec, "gemm_lanes", "gemm_rows1", 1, 1, LANE_ITEMS);
            add(core, spec, "gemm_lanes", "gemm_rows2", 2, 1, LANE_ITEMS);
            add(core, spec, "gemm_lanes", "gemm_rows4", 4, 1, LANE_ITEMS);
            add(core, spec, "gemm_lanes", "gemm_rows8", 8, 1, LANE_ITEMS);
            add(core, spec, "gemm_lanes", "gemm_many16", 16, 4, LANE_ITEMS);
            add(core, spec, "gemm_lanes", "gemm_many32", 32, 4, LANE_ITEMS);
            add(core, spec, "gemm_lanes", "gemm_many64", 64, 4, LANE_ITEMS);
        }
    }

    /** Lanes of a panel that a work-item has: all where it has vectors, else one. */
    static int lanes(GpuTraits traits) {
        return traits.vectors() ? VECTOR_LANES : 1;
    }

    /** Adds a kernel if some number of rows needs it. */
    private void add(GpuCore core, GemmSpec spec, String source, String entry, int rows, int panels, int items) {
        if (tiles.isEmpty() || tiles.getLast().rows() < spec.maxRows()) {
            PackedFormat format = PackedFormat.of(spec.weights());
            // A processor's work-item looks at a type once for sixteen numbers or more, and its driver compiles slowly.
            KernelKey key = items == 1
                    ? format.plainKey(source, entry)
                    : format.key(
                            source,
                            entry,
                            spec.activation().name(),
                            source.equals("gemm_lanes") ? List.of() : MatrixUnits.definitions(spec));
            tiles.add(new Tile(core.kernel(key), rows, panels, items));
        }
    }

    /** Those that there are, from few rows to many. */
    List<Tile> tiles() {
        return List.copyOf(tiles);
    }

    /** Takes what was measured, for powers of two of rows. */
    void prefer(Map<Integer, Tile> choices) {
        measured = Map.copyOf(choices);
    }

    /** The one that was measured to be the fastest for about so many rows, else that of the rule. */
    Tile forRows(long rows) {
        Tile best = rows <= 1 << 30 ? measured.get(rowClass((int) rows)) : null;
        return best != null ? best : byRule(rows);
    }

    /** The next power of two. */
    static int rowClass(int rows) {
        return rows <= 1 ? 1 : Integer.highestOneBit(rows - 1) << 1;
    }

    /** The smallest one that takes so many rows at a time, or the largest there is. */
    Tile byRule(long rows) {
        for (Tile tile : tiles) {
            if (tile.rows() >= rows) {
                return tile;
            }
        }
        return tiles.getLast();
    }
}
