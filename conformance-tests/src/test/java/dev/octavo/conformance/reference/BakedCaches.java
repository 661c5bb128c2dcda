package dev.octavo.conformance.reference;

import dev.octavo.spi.CommandSink;
import dev.octavo.spi.Support;
import dev.octavo.spi.op.KvAppendArgs;
import dev.octavo.spi.op.KvCache;
import dev.octavo.spi.op.KvCacheSpec;
import dev.octavo.spi.op.KvCaches;

/** Caches that read slot mappings when an append is enqueued. */
final class BakedCaches implements KvCaches {

    private final ReferenceBackend right;

    BakedCaches(ReferenceBackend right) {
        this.right = right;
    }

    @Override
    public Support support(KvCacheSpec spec) {
        return right.kvCaches().support(spec);
    }

    @Override
    public KvCache create(KvCacheSpec spec) {
        if (!support(spec).isSupported()) {
            return right.kvCaches().create(spec);
        }
        return new ReferenceKvCache(right, spec) {
            @Override
            public void append(CommandSink sink, KvAppendArgs args) {
                super.append(
                        sink,
                        new KvAppendArgs(args.layer(), args.key(), args.value(), BakedPlan.copy(right, args.slots())));
            }
        };
    }
}
