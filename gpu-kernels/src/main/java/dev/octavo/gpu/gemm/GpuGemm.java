package dev.octavo.gpu.gemm;

import dev.octavo.gpu.core.GpuCore;
import dev.octavo.gpu.core.GpuSink;
import dev.octavo.spi.CommandSink;
import dev.octavo.spi.Plan;
import dev.octavo.spi.Support;
import dev.octavo.spi.UnsupportedSpecException;
import dev.octavo.spi.op.Gemm;
import dev.octavo.spi.op.GemmArgs;
import dev.octavo.spi.op.GemmSpec;
import dev.octavo.spi.op.WeightSource;
import dev.octavo.spi.op.WeightSpec;
import dev.octavo.spi.op.Weights;
import java.util.Optional;

/** Matrix products. Weights are repacked into panels at load, whatever their format. */
public final class GpuGemm implements Gemm {

    private final GpuCore core;
    private final Optional<GemmTuner> tuner;

    /** @param core of the backend */
    public GpuGemm(GpuCore core) {
        this.core = core;
        tuner = core.driver().tuning().map(store -> new GemmTuner(core, store));
    }

    @Override
    public Support support(GemmSpec spec) {
        core.checkOpen();
        String refusal = GemmSupport.refusal(core.id(), spec);
        return refusal.isEmpty() ? new Support.Native(variant(spec)) : new Support.Unsupported(refusal);
    }

    private String variant(GemmSpec spec) {
        String weights = ", " + spec.weights().format() + " weights in panels, f32 sums";
        if (core.traits().vectors()) {
            return "vectors of 16 columns" + weights;
        }
        String refusal = MatrixUnits.refusal(core, spec);
        String own = refusal.isEmpty()
                ? "matrix units in " + MatrixUnits.unit(spec) + weights
                : "16x16 work-items" + weights + " (no matrix units: " + refusal + ")";
        return LibraryProducts.library(core, spec)
                .map(library -> own + ", " + library.name() + " from " + library.fewestRows() + " rows on")
                .orElseGet(() -> own + unlessEmpty(LibraryProducts.lack(core, spec)));
    }

    private static String unlessEmpty(String lack) {
        return lack.isEmpty() ? "" : " (no library: " + lack + ")";
    }

    @Override
    public Plan<GemmArgs> prepare(GemmSpec spec) {
        if (support(spec) instanceof Support.Unsupported(String reason)) {
            throw new UnsupportedSpecException(reason);
        }
        GemmKernels kernels = new GemmKernels(core, spec);
        tuner.ifPresent(now -> now.tune(spec, kernels));
        return new GemmPlan(core, spec, variant(spec), kernels);
    }

    @Override
    public Weights load(WeightSpec spec, WeightSource source, CommandSink sink) {
        core.checkOpen();
        GpuSink own = GpuSink.of(core, sink);
        String refusal = GemmSupport.refusal(core.id(), spec);
        if (!refusal.isEmpty()) {
            throw new UnsupportedSpecException(refusal);
        }
        WeightUpload.check(spec, source);
        GpuWeights weights = new GpuWeights(core, spec);
        try {
            new WeightUpload(core, weights).enqueue(own, source);
            return weights;
        } catch (RuntimeException e) {
            weights.close();
            throw e;
        }
    }
}
