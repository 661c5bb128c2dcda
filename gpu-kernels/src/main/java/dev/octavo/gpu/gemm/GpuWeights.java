package dev.octavo.gpu.gemm;

import dev.octavo.gpu.core.GpuCore;
import dev.octavo.spi.MemoryKind;
import dev.octavo.spi.op.WeightSpec;
import dev.octavo.spi.op.Weights;
import java.util.ArrayList;
import java.util.List;

/** Weights in panels, in one allocation, or in several where the device allows none that is so large. */
final class GpuWeights implements Weights {

    private final GpuCore core;
    private final WeightSpec spec;
    private final PackedFormat format;
    private final List<WeightPiece> pieces = new ArrayList<>();
    private volatile boolean closed;

    GpuWeights(GpuCore core, WeightSpec spec) {
        this.core = core;
        this.spec = spec;
        format = PackedFormat.of(spec);
        try {
            allocate();
        } catch (RuntimeException e) {
            close();
            throw e;
        }
    }

    private void allocate() {
        long panelBytes = format.panelBytes(spec.k());
        long most = Math.max(1, core.traits().maxAllocation() / (panelBytes * halves(spec)));
        int panels = panels(spec);
        int panelStep = (int) Math.min(most, panels);
        int expertStep = panelStep < panels ? 1 : (int) Math.min(most / panels, spec.experts());
        for (int expert = 0; expert < spec.experts(); expert += expertStep) {
            int experts = Math.min(expertStep, spec.experts() - expert);
            for (int panel = 0; panel < panels; panel += panelStep) {
                int count = Math.min(panelStep, panels - panel);
                long bytes = panelBytes * halves(spec) * count * experts;
                pieces.add(new WeightPiece(
                        core.memory().allocate(bytes, MemoryKind.DEVICE, "weights"),
                        panelBytes,
                        expert,
                        experts,
                        panel,
                        count));
            }
        }
    }

    /** Parts into which the rows of a matrix are cut, so that a gate lies beside its value. */
    static int halves(WeightSpec spec) {
        return spec.n() % 2 == 0 ? 2 : 1;
    }

    /** Panels of a half. */
    static int panels(WeightSpec spec) {
        return Math.ceilDiv(spec.n() / halves(spec), PackedFormat.PANEL);
    }

    boolean belongsTo(GpuCore other) {
        return core == other;
    }

    PackedFormat format() {
        return format;
    }

    /** The memory; throws {@link IllegalStateException} if the weights are closed. */
    List<WeightPiece> pieces() {
        if (closed) {
            throw new IllegalStateException("these weights (" + spec + ") are closed");
        }
        return pieces;
    }

    @Override
    public WeightSpec spec() {
        return spec;
    }

    @Override
    public long byteSize() {
        return pieces.stream().mapToLong(piece -> piece.buffer().byteSize()).sum();
    }

    @Override
    public void close() {
        closed = true;
        pieces.forEach(piece -> piece.buffer().close());
    }
}
