package dev.octavo.conformance.reference;

import dev.octavo.conformance.oracle.GemmOracle;
import dev.octavo.conformance.oracle.Tensor;
import dev.octavo.spi.CommandSink;
import dev.octavo.spi.Plan;
import dev.octavo.spi.op.AttentionSpec;
import dev.octavo.spi.op.Gemm;
import dev.octavo.spi.op.GemmArgs;
import dev.octavo.spi.op.GemmSpec;
import dev.octavo.spi.op.TensorOpArgs;
import dev.octavo.spi.op.TensorOpSpec;
import dev.octavo.spi.op.WeightSource;
import dev.octavo.spi.op.WeightSpec;
import dev.octavo.spi.op.Weights;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/** Mutants that compute something else, or that prepare another spec. */
final class Instead {

    private Instead() {}

    /** What a matrix product works on, as arrays that may be changed. */
    record Product(GemmSpec spec, Tensor a, double[][] weights, int[] offsets, List<Tensor> operands, Tensor before) {

        /** The right result for what the arrays hold now. */
        Tensor right() {
            return GemmOracle.run(spec, a, weights, offsets, operands);
        }

        Product with(GemmSpec other, List<Tensor> otherOperands) {
            return new Product(other, a, weights, offsets, otherOperands, before);
        }

        Product withOffsets(int[] other) {
            return new Product(spec, a, weights, other, operands, before);
        }
    }

    /** A product whose result is computed by something else. */
    static Mutant product(String id, String what, Function<Product, Tensor> wrong) {
        return new Mutant(
                "gemm-" + id,
                List.of("gemm"),
                what,
                right -> WrappedFamilies.gemm(
                        right,
                        spec -> new InsteadPlan<>(
                                right, right.gemm().prepare(spec), args -> run(right, spec, args, wrong))));
    }

    private static void run(ReferenceBackend right, GemmSpec spec, GemmArgs args, Function<Product, Tensor> wrong) {
        double[][] rows = ((ReferenceWeights) args.weights()).rows();
        double[][] copy = new double[rows.length][];
        Arrays.setAll(copy, i -> rows[i].clone());
        Tensor a = Marshal.read(right, args.a());
        int[] offsets =
                args.expertOffsets().map(ref -> Marshal.integers(right, ref)).orElse(new int[] {0, a.rows()});
        Product product = new Product(
                spec,
                a,
                copy,
                offsets,
                args.operands().stream().map(ref -> Marshal.read(right, ref)).toList(),
                Marshal.read(right, args.out()));
        Tensor out = wrong.apply(product);
        Marshal.writeRows(right, out, args.out(), offsets[0], offsets[offsets.length - 1]);
    }

    /** A product that is prepared for another spec; epilogue operands stay. */
    static Mutant productSpec(String id, String what, UnaryOperator<GemmSpec> other) {
        return product(
                id,
                what,
                product -> product.with(other.apply(product.spec()), product.operands())
                        .right());
    }

    /** A product whose weights are loaded from other bytes. */
    static Mutant load(String id, String what, BinaryOperatorOfSource change) {
        return new Mutant("load-" + id, List.of("gemm"), what, right -> new WrappedBackend(right) {
            @Override
            public Gemm gemm() {
                return new WrappedFamilies.PassedGemm(right.gemm()) {
                    @Override
                    public Weights load(WeightSpec spec, WeightSource source, CommandSink sink) {
                        return super.load(spec, change.apply(spec, source), sink);
                    }
                };
            }
        });
    }

    /** Changes where weights are read from. */
    @FunctionalInterface
    interface BinaryOperatorOfSource {
        WeightSource apply(WeightSpec spec, WeightSource source);
    }

    /** Attention that is computed by something else. */
    static Mutant attention(
            String id, String what, Function<FaultyAttention.Batch, FaultyAttention> wrong, String... families) {
        List<String> asked = families.length == 0 ? List.of("attention") : List.of(families);
        return new Mutant(
                "attention-" + id,
                asked,
                what,
                right -> WrappedFamilies.attention(
                        right,
                        spec -> new InsteadPlan<>(
                                right,
                                right.attention().prepare(spec),
                                args -> wrong.apply(new FaultyAttention.Batch(right, spec, args))
                                        .run())));
    }

    /** Attention that is prepared for another spec. */
    static Mutant attentionSpec(String id, String what, UnaryOperator<AttentionSpec> other) {
        return new Mutant(
                "attention-" + id,
                List.of("attention"),
                what,
                right -> WrappedFamilies.attention(
                        right, spec -> right.attention().prepare(other.apply(spec))));
    }

    /** An operator of one kind that is prepared for another spec. */
    static <S extends TensorOpSpec> Mutant opSpec(
            Surface surface, Class<S> kind, String id, String what, Function<S, TensorOpSpec> other) {
        return new Mutant(
                surface.family() + "-" + id,
                List.of(surface.family()),
                what,
                right -> WrappedFamilies.ops(
                        right,
                        spec -> right.ops().prepare(kind.isInstance(spec) ? other.apply(kind.cast(spec)) : spec)));
    }

    /** What one of the remaining operators works on. */
    record Op<S>(S spec, List<Tensor> inputs, List<Tensor> before) {

        double[] input(int index) {
            return inputs.get(index).values();
        }
    }

    /** An operator of one kind that computes something else. */
    static <S extends TensorOpSpec> Mutant op(
            Surface surface, Class<S> kind, String id, String what, Function<Op<S>, List<Tensor>> wrong) {
        return new Mutant(
                surface.family() + "-" + id,
                List.of(surface.family()),
                what,
                right -> WrappedFamilies.ops(
                        right,
                        spec -> kind.isInstance(spec)
                                ? tapped(right, kind.cast(spec), wrong)
                                : right.ops().prepare(spec)));
    }

    /** Inputs and what outputs held are read before the right operator, which may work in place, has run. */
    private static <S extends TensorOpSpec> Plan<TensorOpArgs> tapped(
            ReferenceBackend right, S spec, Function<Op<S>, List<Tensor>> wrong) {
        Plan<TensorOpArgs> plan = right.ops().prepare(spec);
        return new InsteadOfOp(right, plan, args -> {
            Op<S> op = new Op<>(
                    spec,
                    args.inputs().stream().map(ref -> Marshal.read(right, ref)).toList(),
                    args.outputs().stream().map(ref -> Marshal.read(right, ref)).toList());
            return () -> {
                List<Tensor> out = wrong.apply(op);
                for (int i = 0; i < out.size(); i++) {
                    Marshal.write(right, out.get(i), args.outputs().get(i));
                }
            };
        });
    }
}
