package dev.octavo.conformance.reference;

import dev.octavo.spi.Support;
import dev.octavo.spi.UnsupportedSpecException;
import dev.octavo.spi.op.KvCache;
import dev.octavo.spi.op.KvCacheSpec;
import dev.octavo.spi.op.KvCaches;
import dev.octavo.tensor.DType;

/** Block pools of every floating-point type and of I8. */
final class ReferenceKvCaches implements KvCaches {

    private final ReferenceBackend owner;

    ReferenceKvCaches(ReferenceBackend owner) {
        this.owner = owner;
    }

    @Override
    public Support support(KvCacheSpec spec) {
        owner.requireOpen();
        return ReferencePlan.unless(
                holds(spec.layout().type())
                        ? null
                        : "caches hold floating-point numbers or I8, not "
                                + spec.layout().type());
    }

    static boolean holds(DType type) {
        return type.isFloating() || type == DType.I8;
    }

    @Override
    public KvCache create(KvCacheSpec spec) {
        owner.requireOpen();
        if (support(spec) instanceof Support.Unsupported(String reason)) {
            throw new UnsupportedSpecException(reason);
        }
        return new ReferenceKvCache(owner, spec);
    }
}
