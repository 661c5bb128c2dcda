package dev.octavo.conformance.reference;

import dev.octavo.conformance.oracle.GemmOracle;
import dev.octavo.conformance.oracle.Tensor;
import dev.octavo.spi.CommandSink;
import dev.octavo.spi.Plan;
import dev.octavo.spi.Support;
import dev.octavo.spi.TensorRef;
import dev.octavo.spi.UnsupportedSpecException;
import dev.octavo.spi.op.Epilogue;
import dev.octavo.spi.op.Gemm;
import dev.octavo.spi.op.GemmArgs;
import dev.octavo.spi.op.GemmSpec;
import dev.octavo.spi.op.WeightSource;
import dev.octavo.spi.op.WeightSpec;
import dev.octavo.spi.op.Weights;
import dev.octavo.tensor.DType;
import dev.octavo.tensor.WeightFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Matrix products over unquantised weights. */
final class ReferenceGemm implements Gemm {

    private final ReferenceBackend owner;

    ReferenceGemm(ReferenceBackend owner) {
        this.owner = owner;
    }

    @Override
    public Support support(GemmSpec spec) {
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
        return weights.format() instanceof WeightFormat.Dense
                ? null
                : "the reference backend has no weights of format " + weights.format() + ", only dense ones";
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
        for (WeightSource.Part part : source.parts()) {
            long wanted = spec.format().valueBytes(part.rows(), spec.k());
            expect.equal(
                    "bytes of a part of " + part.rows() + " rows",
                    wanted,
                    part.values().byteSize());
        }
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
            throw new IllegalArgumentException("weights " + args.weights() + " were not loaded by "
                    + owner.device().address());
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
                case Epilogue.Bias bias -> operand(expect, args, next++, 1, columns);
                case Epilogue.AddResidual residual -> operand(expect, args, next++, m, columns);
                default -> {}
            }
        }
        expect.count("epilogue operands", next, args.operands());
    }

    private static void operand(Expect expect, GemmArgs args, int index, int rows, int columns) {
        expect.atMost("index of a needed epilogue operand", args.operands().size() - 1L, index);
        TensorRef operand = args.operands().get(index);
        expect.equal(
                "epilogue operand " + index + " is floating",
                true,
                operand.type().isFloating());
        expect.input("epilogue operand " + index, operand, operand.type(), 1, rows, columns);
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
