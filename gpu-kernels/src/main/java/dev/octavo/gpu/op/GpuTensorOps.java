package dev.octavo.gpu.op;

import dev.octavo.gpu.core.GpuCore;
import dev.octavo.spi.Plan;
import dev.octavo.spi.Support;
import dev.octavo.spi.UnsupportedSpecException;
import dev.octavo.spi.op.TensorOpArgs;
import dev.octavo.spi.op.TensorOpSpec;
import dev.octavo.spi.op.TensorOps;

/** All operators that are neither matrix products nor attention. */
public final class GpuTensorOps implements TensorOps {

    private final GpuCore core;

    /** @param core of the backend */
    public GpuTensorOps(GpuCore core) {
        this.core = core;
    }

    @Override
    public Support support(TensorOpSpec spec) {
        core.checkOpen();
        return new Support.Unsupported(core.id() + ": unknown operator " + spec);
    }

    @Override
    public Plan<TensorOpArgs> prepare(TensorOpSpec spec) {
        core.checkOpen();
        throw new UnsupportedSpecException(core.id() + ": unknown operator " + spec);
    }
}
