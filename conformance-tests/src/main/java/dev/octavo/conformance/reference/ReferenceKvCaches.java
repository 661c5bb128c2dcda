package dev.octavo.conformance.reference;

import dev.octavo.spi.Support;
import dev.octavo.spi.UnsupportedSpecException;
import dev.octavo.spi.op.KvCache;
import dev.octavo.spi.op.KvCacheSpec;
import dev.octavo.spi.op.KvCaches;

/** Block pools of every floating-point type. */
final class ReferenceKvCaches implements KvCaches {

    private final ReferenceBackend owner;

    ReferenceKvCaches(ReferenceBackend owner) {
        this.owner = owner;
    }

    @Override
    public Support support(KvCacheSpec spec) {
        owner.requireOpen();
        return ReferencePlan.unless(
                spec.layout().type().isFloating()
                        ? null
                        : "caches hold floating-point numbers, not "
                                + spec.layout().type());
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
