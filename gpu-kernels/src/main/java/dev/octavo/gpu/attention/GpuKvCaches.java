package dev.octavo.gpu.attention;

import dev.octavo.gpu.core.GpuCore;
import dev.octavo.spi.Support;
import dev.octavo.spi.UnsupportedSpecException;
import dev.octavo.spi.op.KvCache;
import dev.octavo.spi.op.KvCacheSpec;
import dev.octavo.spi.op.KvCaches;

/** Pools of KV blocks. */
public final class GpuKvCaches implements KvCaches {

    private final GpuCore core;

    /** @param core of the backend */
    public GpuKvCaches(GpuCore core) {
        this.core = core;
    }

    @Override
    public Support support(KvCacheSpec spec) {
        core.checkOpen();
        return new Support.Unsupported(core.id() + ": no pools of " + spec);
    }

    @Override
    public KvCache create(KvCacheSpec spec) {
        core.checkOpen();
        throw new UnsupportedSpecException(core.id() + ": no pools of " + spec);
    }
}
