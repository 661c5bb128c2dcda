package dev.octavo.gpu.attention;

import dev.octavo.gpu.core.GpuCore;
import dev.octavo.spi.Plan;
import dev.octavo.spi.Support;
import dev.octavo.spi.UnsupportedSpecException;
import dev.octavo.spi.op.Attention;
import dev.octavo.spi.op.AttentionArgs;
import dev.octavo.spi.op.AttentionSpec;

/** Attention over paged KV. */
public final class GpuAttention implements Attention {

    private final GpuCore core;

    /** @param core of the backend */
    public GpuAttention(GpuCore core) {
        this.core = core;
    }

    @Override
    public Support support(AttentionSpec spec) {
        core.checkOpen();
        return new Support.Unsupported(core.id() + ": no kernels for " + spec);
    }

    @Override
    public Plan<AttentionArgs> prepare(AttentionSpec spec) {
        core.checkOpen();
        throw new UnsupportedSpecException(core.id() + ": no kernels for " + spec);
    }
}
