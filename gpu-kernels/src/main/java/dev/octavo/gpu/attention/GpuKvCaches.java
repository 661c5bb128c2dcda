package dev.octavo.gpu.attention;

import dev.octavo.gpu.core.GpuCore;
import dev.octavo.spi.Support;
import dev.octavo.spi.UnsupportedSpecException;
import dev.octavo.spi.op.KvCache;
import dev.octavo.spi.op.KvCacheSpec;
import dev.octavo.spi.op.KvCaches;
import dev.octavo.spi.op.KvLayout;
import dev.octavo.tensor.DType;
import java.util.Optional;

/** Makes KV block pools in device memory. */
public final class GpuKvCaches implements KvCaches {

    private final GpuCore core;

    /** @param core of the backend */
    public GpuKvCaches(GpuCore core) {
        this.core = core;
    }

    /** Whether kernels read and write tensors of a type. */
    static boolean computes(DType type) {
        return type == DType.F32 || type == DType.F16 || type == DType.BF16;
    }

    /** Why a layout cannot be held, if so. */
    static Optional<String> refusal(GpuCore core, KvLayout layout) {
        return layout.type().isFloating() || layout.type() == DType.I8
                ? Optional.empty()
                : Optional.of(core.id() + ": KV caches hold floating-point numbers and i8, not " + layout.type());
    }

    @Override
    public Support support(KvCacheSpec spec) {
        core.checkOpen();
        return refusal(core, spec.layout())
                .<Support>map(Support.Unsupported::new)
                .orElseGet(() -> new Support.Native(variant(spec.layout())));
    }

    private String variant(KvLayout layout) {
        return (KvPool.keysByDim(core, layout) ? "keys number by number, " : "rows per head, ") + layout.type();
    }

    @Override
    public KvCache create(KvCacheSpec spec) {
        core.checkOpen();
        refusal(core, spec.layout()).ifPresent(reason -> {
            throw new UnsupportedSpecException(reason);
        });
        return new GpuKvCache(core, spec);
    }
}
