package dev.octavo.gpu.gemm;

import dev.octavo.gpu.core.GpuCore;
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

/** Matrix products. */
public final class GpuGemm implements Gemm {

    private final GpuCore core;

    /** @param core of the backend */
    public GpuGemm(GpuCore core) {
        this.core = core;
    }

    @Override
    public Support support(GemmSpec spec) {
        core.checkOpen();
        return new Support.Unsupported(core.id() + ": no kernels for " + spec);
    }

    @Override
    public Plan<GemmArgs> prepare(GemmSpec spec) {
        core.checkOpen();
        throw new UnsupportedSpecException(core.id() + ": no kernels for " + spec);
    }

    @Override
    public Weights load(WeightSpec spec, WeightSource source, CommandSink sink) {
        core.checkOpen();
        throw new UnsupportedSpecException(core.id() + ": no kernels for " + spec);
    }
}
