package dev.octavo.conformance.reference;

import dev.octavo.spi.Backend;
import dev.octavo.spi.BatchConstraints;
import dev.octavo.spi.Capabilities;
import dev.octavo.spi.MemoryKind;
import dev.octavo.spi.Support;
import dev.octavo.spi.op.KvCache;
import dev.octavo.spi.op.KvCacheSpec;
import dev.octavo.spi.op.KvCaches;
import dev.octavo.spi.op.RmsNormSpec;
import dev.octavo.spi.op.RopeSpec;

/** Backends that are wrong elsewhere, in one way each. */
final class OtherMutants {

    private OtherMutants() {}

    /** The epsilon of a norm is left out. */
    static Backend epsilonForgotten(ReferenceBackend right) {
        return WrappedFamilies.ops(
                right,
                spec -> right.ops()
                        .prepare(
                                spec instanceof RmsNormSpec norm
                                        ? new RmsNormSpec(
                                                norm.width(),
                                                0,
                                                norm.weightOffset(),
                                                norm.addResidual(),
                                                norm.input(),
                                                norm.weight(),
                                                norm.output())
                                        : spec));
    }

    /** Rotations always pair neighbours. */
    static Backend pairingIgnored(ReferenceBackend right) {
        return WrappedFamilies.ops(
                right,
                spec -> right.ops()
                        .prepare(
                                spec instanceof RopeSpec rope
                                        ? new RopeSpec(
                                                rope.headDim(),
                                                rope.rotaryDim(),
                                                RopeSpec.Pairing.NEIGHBOURS,
                                                rope.type())
                                        : spec));
    }

    /** Capabilities deny the graphs that there are. */
    static Backend capabilitiesLie(ReferenceBackend right) {
        return new WrappedBackend(right) {
            @Override
            public Capabilities capabilities() {
                Capabilities c = right.capabilities();
                return new Capabilities(
                        c.weightTypes(),
                        c.cacheTypes(),
                        c.activationType(),
                        c.alignment(),
                        c.maxHeadDim(),
                        c.unifiedMemory(),
                        false,
                        c.deterministic(),
                        BatchConstraints.none());
            }
        };
    }

    /** Every pool leaves a buffer behind. */
    static Backend leaks(ReferenceBackend right) {
        return new WrappedBackend(right) {
            @Override
            public KvCaches kvCaches() {
                KvCaches family = right.kvCaches();
                return new KvCaches() {
                    @Override
                    public Support support(KvCacheSpec spec) {
                        return family.support(spec);
                    }

                    @Override
                    public KvCache create(KvCacheSpec spec) {
                        right.memory().allocate(64, MemoryKind.DEVICE, "left behind");
                        return family.create(spec);
                    }
                };
            }
        };
    }
}
