package dev.octavo.conformance.check;

import dev.octavo.conformance.check.TestTensor.Role;
import dev.octavo.spi.DeviceBuffer;
import dev.octavo.spi.Plan;
import dev.octavo.spi.TensorRef;
import dev.octavo.spi.op.Epilogue;
import dev.octavo.spi.op.GemmArgs;
import dev.octavo.spi.op.GemmSpec;
import dev.octavo.spi.op.Weights;
import dev.octavo.tensor.DType;
import dev.octavo.tensor.Layout;
import java.util.List;
import java.util.Optional;

/** Wrong arguments of a matrix product. */
final class ProductArguments {

    private static final int M = 4;
    private static final int N = 18;
    private static final int K = 20;

    private final Bench bench;
    private final Refusals refusals;
    private final ProductFixture product;
    private final Weights weights;
    private final TestTensor a;
    private final TestTensor out;
    private final TestTensor spare;

    ProductArguments(Bench bench) {
        this.bench = bench;
        this.refusals = new Refusals(bench);
        this.product = new ProductFixture(bench, M, N, K);
        this.weights = product.load(1);
        this.a = bench.matrix("a", Role.INPUT, DType.F32, M, K, false);
        this.out = bench.matrix("out", Role.OUTPUT, DType.F32, M, N, false);
        this.spare = bench.matrix("spare", Role.INPUT, DType.F32, M + 2, K + N, false);
        a.set(new double[M * K]);
        spare.set(new double[(M + 2) * (K + N)]);
    }

    void check() {
        TensorRef left = a.ref();
        TensorRef result = out.ref();
        wrong("a of type f16", Refusals.typed(a, DType.F16), weights, result);
        wrong("a of type i32", Refusals.typed(a, DType.I32), weights, result);
        wrong("a with a column too few", Refusals.shaped(a, Layout.matrix(M, K - 1, K)), weights, result);
        wrong("a with a column too many", Refusals.shaped(spare, Layout.matrix(M, K + 1)), weights, result);
        wrong("a with fewer rows than out", Refusals.shaped(a, Layout.matrix(M - 1, K)), weights, result);
        wrong("a with more rows than out", left, weights, Refusals.shaped(out, Layout.matrix(M - 1, N)));
        wrong("out of type bf16", left, weights, Refusals.typed(out, DType.BF16));
        wrong("out with a column too few", left, weights, Refusals.shaped(out, Layout.matrix(M, N - 1, N)));
        wrong("out with a column too many", left, weights, Refusals.shaped(spare, Layout.matrix(M, N + 1)));
        TensorRef tall = Refusals.shaped(spare, Layout.matrix(M + 1, K));
        wrong("more rows than the plan is for", tall, weights, Refusals.shaped(out, Layout.matrix(M + 1, N)));
        otherWeights();
        operands();
        product.requireRight(bench.queue(), weights, 1, Check.ARGUMENT, "after refusals");
    }

    private void otherWeights() {
        Weights transposed = new ProductFixture(bench, M, K, N).load(2);
        Weights smaller = new ProductFixture(bench, M, N, K - 1).load(2);
        wrong("weights [20, 18] instead of [18, 20]", a.ref(), transposed, out.ref());
        wrong("weights of another k", a.ref(), smaller, out.ref());
        wrong("weights of no backend", a.ref(), new Strangers.StrangeWeights(product.weightSpec()), out.ref());
    }

    private void operands() {
        TensorRef vector = Refusals.shaped(spare, Layout.vector(N));
        refusals.require(
                "an operand that no epilogue takes",
                sink -> product.plan()
                        .enqueue(
                                sink,
                                new GemmArgs(a.ref(), weights, out.ref(), List.of(vector), Optional.empty()),
                                product.workspace()));
        GemmSpec biased = new GemmSpec(
                product.weightSpec(),
                DType.F32,
                DType.F32,
                M,
                product.spec().precision(),
                List.of(new Epilogue.Bias()));
        if (!bench.backend().gemm().support(biased).isSupported()) {
            return;
        }
        Plan<GemmArgs> plan = bench.keep(bench.backend().gemm().prepare(biased));
        DeviceBuffer workspace = bench.workspace(plan);
        List<List<TensorRef>> wrong = List.of(
                List.of(),
                List.of(vector, vector),
                List.of(Refusals.shaped(spare, Layout.vector(N - 1))),
                List.of(Refusals.shaped(spare, Layout.vector(N + 1))),
                List.of(new TensorRef(vector.buffer(), vector.byteOffset(), DType.I32, vector.layout())));
        for (List<TensorRef> given : wrong) {
            GemmArgs args = new GemmArgs(a.ref(), weights, out.ref(), given, Optional.empty());
            refusals.require("a bias of " + given, sink -> plan.enqueue(sink, args, workspace));
        }
    }

    private void wrong(String what, TensorRef left, Weights with, TensorRef result) {
        refusals.require(
                "a product with " + what,
                sink -> product.plan().enqueue(sink, new GemmArgs(left, with, result), product.workspace()));
    }
}
