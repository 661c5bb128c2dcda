package dev.octavo.conformance.reference;

import dev.octavo.conformance.oracle.GemmOracle;
import dev.octavo.conformance.oracle.Tensor;
import dev.octavo.conformance.oracle.WeightOracle;
import dev.octavo.spi.CommandSink;
import dev.octavo.spi.Plan;
import dev.octavo.spi.Support;
import dev.octavo.spi.UnsupportedSpecException;
import dev.octavo.spi.op.Epilogue;
import dev.octavo.spi.op.Gemm;
import dev.octavo.spi.op.GemmArgs;
import dev.octavo.spi.op.GemmSpec;
import dev.octavo.spi.op.WeightSource;
import dev.octavo.spi.op.WeightSpec;
import dev.octavo.spi.op.Weights;
import dev.octavo.tensor.BlockType;
import dev.octavo.tensor.DType;
import dev.octavo.tensor.WeightFormat;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Matrix products over weights of every format, which are kept as float64. */
final class ReferenceGemm implements Gemm {

    private final ReferenceBackend owner;

    ReferenceGemm(ReferenceBackend owner) {
        this.owner = owner;
    }

    @Override
    public Support support(GemmSpec spec) {
        owner.requireOpen();
        long gates =
                spec.epilogue().stream().filter(Epilogue.Gate.class::isInstance).count();
        return ReferencePlan.unless(
                refusal(spec.weights()),
                gates > 1 ? "an epilogue has one gate at most, not " + gates : null,
                gates == 1 && spec.weights().n() % 2 != 0
                        ? "a gate needs an even n, not " + spec.weights().n()
                        : null,
                spec.activation().isFloating() && spec.output().isFloating()
                        ? null
                        : "matrix products take and give floating-point types, not " + spec.activation() + " and "
                                + spec.output());
    }

    private static @Nullable String refusal(WeightSpec weights) {
        return switch (weights.format()) {
            case WeightFormat.Dense dense -> null;
            case WeightFormat.Grouped grouped -> null;
            case WeightFormat.Scaled scaled -> {
                boolean eightBits = scaled.type().isFloating() && scaled.type().bytes() == 1;
                boolean tiles = scaled.tileRows() >= 0 && scaled.tileColumns() >= 0;
                yield eightBits && tiles ? null : "scaled weights are 8-bit floats in tiles, not " + scaled;
            }
            case WeightFormat.Blocked(BlockType type) ->
                weights.k() % type.weights() == 0
                        ? null
                        : "k = " + weights.k() + " is no multiple of " + type.weights() + ", the block of " + type;
        };
    }

    @Override
    public Weights load(WeightSpec spec, WeightSource source, CommandSink sink) {
        owner.requireOpen();
        String refusal = refusal(spec);
        if (refusal != null) {
            throw new UnsupportedSpecException(refusal);
        }
        check(spec, source);
        ReferenceSink target = ReferenceSink.of(owner, sink);
        ReferenceWeights weights = new ReferenceWeights(owner, spec);
        target.enqueue(() -> weights.fill(source));
        return weights;
    }

    private void check(WeightSpec spec, WeightSource source) {
        Expect expect = new Expect(owner, "load of " + spec);
        expect.equal("rows of all parts", (long) spec.n() * spec.experts(), (long) source.rows());
        int firstRow = 0;
        for (WeightSource.Part part : source.parts()) {
            String of = " of a part of " + part.rows() + " rows";
            long values = spec.format().valueBytes(part.rows(), spec.k());
            expect.equal("bytes" + of, values, part.values().byteSize());
            expect.equal("scale bytes" + of, scaleBytes(spec, firstRow, part.rows()), size(part.scales()));
            expect.equal("zero points" + of, zeroPoints(spec, part.rows()), size(part.zeroPoints()));
            firstRow += part.rows();
        }
    }

    private static long size(Optional<MemorySegment> segment) {
        return segment.map(MemorySegment::byteSize).orElse(0L);
    }

    private static long scaleBytes(WeightSpec spec, int firstRow, int rows) {
        return switch (spec.format()) {
            case WeightFormat.Grouped grouped ->
                rows
                        * groups(grouped.groupSize(), spec.k())
                        * grouped.scaleType().bytes();
            case WeightFormat.Scaled scaled ->
                WeightOracle.scaleRows(scaled, spec, firstRow, rows) * groups(scaled.tileColumns(), spec.k()) * 4;
            default -> 0;
        };
    }

    private static long zeroPoints(WeightSpec spec, int rows) {
        return spec.format() instanceof WeightFormat.Grouped grouped && grouped.zeroPoints()
                ? rows * groups(grouped.groupSize(), spec.k())
                : 0;
    }

    private static long groups(int groupSize, int k) {
        return groupSize == 0 ? 1 : Math.ceilDiv(k, groupSize);
    }

    @Override
    public Plan<GemmArgs> prepare(GemmSpec spec) {
        return ReferencePlan.of(owner, spec, support(spec), args -> {
            check(spec, args);
            return () -> run(spec, args);
        });
    }

    private void check(GemmSpec spec, GemmArgs args) {
        Expect expect = new Expect(owner, "gemm " + spec);
        int m = args.a().layout().rows();
        expect.atMost("rows of a", spec.maxRows(), m);
        expect.input("a", args.a(), spec.activation(), 1, m, spec.weights().k());
        expect.output("out", args.out(), spec.output(), 1, m, spec.outputColumns());
        if (!(args.weights() instanceof ReferenceWeights weights) || weights.owner() != owner) {
            throw new IllegalArgumentException("weights " + args.weights() + " were not loaded by " + owner.address());
        }
        weights.requireOpen();
        expect.equal("spec of the weights", spec.weights(), weights.spec());
        int experts = spec.weights().experts();
        expect.equal(
                "presence of expert offsets", experts > 1, args.expertOffsets().isPresent());
        args.expertOffsets()
                .ifPresent(offsets -> expect.input("expert offsets", offsets, DType.I32, 1, 1, experts + 1));
        checkOperands(expect, spec, args, m);
    }

    private static void checkOperands(Expect expect, GemmSpec spec, GemmArgs args, int m) {
        int columns = spec.weights().n();
        int next = 0;
        for (Epilogue step : spec.epilogue()) {
            switch (step) {
                case Epilogue.Gate gate -> columns /= 2;
                case Epilogue.Bias bias ->
                    operand(expect, args, next++, DType.F32, spec.weights().experts(), columns);
                case Epilogue.AddResidual residual -> operand(expect, args, next++, spec.output(), m, columns);
                default -> {}
            }
        }
        expect.count("epilogue operands", next, args.operands());
    }

    private static void operand(Expect expect, GemmArgs args, int index, DType type, int rows, int columns) {
        expect.atMost("index of a needed epilogue operand", args.operands().size() - 1L, index);
        expect.input("epilogue operand " + index, args.operands().get(index), type, 1, rows, columns);
    }

    private void run(GemmSpec spec, GemmArgs args) {
        Tensor a = Marshal.read(owner, args.a());
        List<Tensor> operands = args.operands().stream()
                .map(operand -> Marshal.read(owner, operand))
                .toList();
        int[] offsets = args.expertOffsets()
                .map(ref -> Marshal.offsets(owner, ref, a.rows(), "expert offsets"))
                .orElse(new int[] {0, a.rows()});
        double[][] weights = ((ReferenceWeights) args.weights()).rows();
        Tensor out = GemmOracle.run(spec, a, weights, offsets, operands);
        Marshal.writeRows(owner, out, args.out(), offsets[0], offsets[offsets.length - 1]);
    }
}
