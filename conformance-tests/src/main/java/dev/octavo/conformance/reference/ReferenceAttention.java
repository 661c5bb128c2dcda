package dev.octavo.conformance.reference;

import dev.octavo.conformance.oracle.AttentionOracle;
import dev.octavo.conformance.oracle.Tensor;
import dev.octavo.spi.Plan;
import dev.octavo.spi.Support;
import dev.octavo.spi.op.Attention;
import dev.octavo.spi.op.AttentionArgs;
import dev.octavo.spi.op.AttentionSpec;
import dev.octavo.tensor.DType;
import dev.octavo.tensor.Layout;

/** Attention of every shape that a spec can state. */
final class ReferenceAttention implements Attention {

    private final ReferenceBackend owner;

    ReferenceAttention(ReferenceBackend owner) {
        this.owner = owner;
    }

    @Override
    public Support support(AttentionSpec spec) {
        owner.requireOpen();
        boolean held = spec.query().isFloating()
                && spec.output().isFloating()
                && ReferenceKvCaches.holds(spec.cache().type());
        return ReferencePlan.unless(
                held
                        ? null
                        : "attention needs floating-point types, for the cache also I8, not query " + spec.query()
                                + ", cache " + spec.cache().type() + ", output " + spec.output());
    }

    @Override
    public Plan<AttentionArgs> prepare(AttentionSpec spec) {
        return ReferencePlan.of(owner, spec, support(spec), args -> {
            check(spec, args);
            return () -> new AttentionRun(owner, spec, args).run();
        });
    }

    private void check(AttentionSpec spec, AttentionArgs args) {
        Expect expect = new Expect(owner, "attention " + spec);
        if (!(args.cache() instanceof ReferenceKvCache cache) || cache.owner() != owner) {
            throw new IllegalArgumentException("cache " + args.cache() + " was not made by " + owner.address());
        }
        cache.requireOpen();
        expect.equal("layout of the cache", spec.cache(), cache.spec().layout());
        expect.atMost("layer", cache.spec().layers() - 1L, args.layer());
        int tokens = args.query().layout().batch();
        expect.input(
                "query",
                args.query(),
                spec.query(),
                tokens,
                spec.queryHeads(),
                spec.cache().keyDim());
        expect.output(
                "out",
                args.out(),
                spec.output(),
                tokens,
                spec.queryHeads(),
                spec.cache().valueDim());
        int sequences = args.sequenceLengths().layout().columns();
        expect.atMost("number of sequences", spec.maxSequences(), sequences);
        expect.atMost("maxQueryLength", spec.maxQueryLength(), args.maxQueryLength());
        expect.input("queryStart", args.queryStart(), DType.I32, 1, 1, sequences + 1);
        expect.input("sequenceLengths", args.sequenceLengths(), DType.I32, 1, 1, sequences);
        Layout table = args.blockTable().layout();
        expect.input("blockTable", args.blockTable(), DType.I32, 1, sequences, table.columns());
        expect.equal("presence of sinks", spec.sinks(), args.sinks().isPresent());
        expect.equal(
                "presence of ALiBi slopes", spec.alibi(), args.alibiSlopes().isPresent());
        args.sinks().ifPresent(ref -> expect.input("sinks", ref, DType.F32, 1, 1, spec.queryHeads()));
        args.alibiSlopes().ifPresent(ref -> expect.input("ALiBi slopes", ref, DType.F32, 1, 1, spec.queryHeads()));
    }

    static AttentionOracle oracle(ReferenceBackend owner, AttentionSpec spec, AttentionArgs args) {
        return new AttentionOracle(
                spec,
                args.sinks()
                        .map(ref -> Marshal.read(owner, ref))
                        .map(Tensor::values)
                        .orElse(null),
                args.alibiSlopes()
                        .map(ref -> Marshal.read(owner, ref))
                        .map(Tensor::values)
                        .orElse(null));
    }
}
