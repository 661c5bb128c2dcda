package dev.octavo.backend.cpu;

import dev.octavo.spi.Support;
import dev.octavo.spi.UnsupportedSpecException;
import dev.octavo.spi.op.KvCache;
import dev.octavo.spi.op.KvCacheSpec;
import dev.octavo.spi.op.KvCaches;
import dev.octavo.spi.op.KvLayout;
import dev.octavo.tensor.DType;
import java.util.Optional;
import java.util.Set;

/** Makes KV block pools in host memory. */
final class CpuKvCaches implements KvCaches {

    /** Element types of caches. */
    static final Set<DType> TYPES = Set.of(DType.F32, DType.F16, DType.BF16, DType.F8_E4M3, DType.F8_E5M2, DType.I8);

    private final CpuCore core;

    CpuKvCaches(CpuCore core) {
        this.core = core;
    }

    @Override
    public Support support(KvCacheSpec spec) {
        core.checkOpen();
        return refusal(spec.layout())
                .<Support>map(Support.Unsupported::new)
                .orElseGet(() ->
                        new Support.Native("rows per head, " + spec.layout().type()));
    }

    /** Why a layout cannot be held, if so. */
    static Optional<String> refusal(KvLayout layout) {
        if (!TYPES.contains(layout.type())) {
            return Optional.of("cpu: KV caches hold f32, f16, bf16, 8-bit floats and i8, not " + layout.type());
        }
        return Optional.empty();
    }

    @Override
    public KvCache create(KvCacheSpec spec) {
        core.checkOpen();
        refusal(spec.layout()).ifPresent(reason -> {
            throw new UnsupportedSpecException(reason);
        });
        return new CpuKvCache(core, spec);
    }
}
