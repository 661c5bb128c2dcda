package dev.octavo.conformance.check;

import dev.octavo.conformance.oracle.GemmOracle;
import dev.octavo.conformance.oracle.Tensor;
import dev.octavo.spi.CommandSink;
import dev.octavo.spi.DeviceBuffer;
import dev.octavo.spi.Plan;
import dev.octavo.spi.TensorRef;
import dev.octavo.spi.op.ComputePrecision;
import dev.octavo.spi.op.Epilogue;
import dev.octavo.spi.op.GemmArgs;
import dev.octavo.spi.op.GemmSpec;
import dev.octavo.spi.op.WeightSource;
import dev.octavo.spi.op.Weights;
import dev.octavo.tensor.DType;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A matrix product with loaded weights. */
final class GemmWorkload implements Workload {

    /** Limit of the integers of the exact pass: sums of products stay below 2^24. */
    private static final int LIMIT = 4;

    private static final int PART_WEIGHTS = 1 << 22;

    private final GemmCase gemm;
    private final GemmSpec spec;
    private final HostWeights host;
    private final TestTensor a;
    private final TestTensor out;
    private final List<TestTensor> operands;
    private final @Nullable TestTensor offsets;
    private final Weights weights;
    private final Plan<GemmArgs> plan;
    private final @Nullable DeviceBuffer workspace;

    GemmWorkload(GemmCase gemm, Bench bench, Fill fill) {
        this.gemm = gemm;
        this.spec = gemm.spec();
        boolean strided = gemm.variant().strided();
        this.a = bench.matrix("a", TestTensor.Role.INPUT, spec.activation(), gemm.m(), gemm.k(), strided);
        TestTensor.Role role = gemm.variant().inPlace() ? TestTensor.Role.UPDATED : TestTensor.Role.OUTPUT;
        this.out = bench.matrix("out", role, spec.output(), gemm.m(), spec.outputColumns(), strided);
        this.operands = operands(bench);
        int experts = gemm.experts().count();
        this.offsets = experts == 1 ? null : bench.vector("expert offsets", DType.I32, experts + 1);
        this.host = new HostWeights(
                spec.weights(), fill, bench.host(), split(), gemm.variant().stable(), gemm::looksAt);
        this.weights = bench.keep(load(bench, spec, host.source()));
        this.plan = bench.keep(bench.backend().gemm().prepare(spec));
        this.workspace = bench.workspace(plan);
        bench.queue().await();
        host.loaded();
    }

    /** Either way of loading; weights may be laid out for products that round. */
    private static Weights load(Bench bench, GemmSpec spec, WeightSource source) {
        return spec.precision() == ComputePrecision.STRICT
                ? bench.backend().gemm().load(spec.weights(), source, bench.queue())
                : bench.backend().gemm().load(spec, source, bench.queue());
    }

    /** Two parts of unequal size that know nothing of experts, or more where they would be large. */
    private List<Integer> split() {
        int rows = gemm.n() * gemm.experts().count();
        int most = Math.max(1, PART_WEIGHTS / gemm.k());
        List<Integer> parts = new ArrayList<>();
        for (int row = 0; row < rows; row += parts.getLast()) {
            int size = row == 0 ? Math.max(1, rows / 3) : rows - row;
            parts.add(Math.min(size, most));
        }
        return parts;
    }

    private List<TestTensor> operands(Bench bench) {
        List<TestTensor> made = new ArrayList<>();
        int columns = gemm.n();
        for (Epilogue step : spec.epilogue()) {
            switch (step) {
                case Epilogue.Gate gate -> columns /= 2;
                case Epilogue.Bias bias ->
                    made.add(bench.matrix(
                            "bias",
                            TestTensor.Role.INPUT,
                            DType.F32,
                            gemm.experts().count(),
                            columns,
                            gemm.variant().strided()));
                case Epilogue.AddResidual residual -> made.add(residual(bench, columns));
                default -> {}
            }
        }
        return made;
    }

    private TestTensor residual(Bench bench, int columns) {
        return gemm.variant().inPlace()
                ? out
                : bench.matrix(
                        "residual",
                        TestTensor.Role.INPUT,
                        spec.output(),
                        gemm.m(),
                        columns,
                        gemm.variant().strided());
    }

    @Override
    public void fill(Fill fill) {
        a.set(GemmNumbers.activations(fill, a, LIMIT));
        operands.forEach(operand -> operand.set(Numbers.upTo(LIMIT).of(fill, operand)));
        if (offsets != null) {
            offsets.set(GemmNumbers.offsets(fill, gemm.experts(), gemm.m()));
        }
    }

    /** Where the output is an operand as well, both are the same object, or, in every other shape, lie in the same place. */
    private TensorRef operand(TestTensor tensor) {
        return tensor == out && gemm.m() % 2 == 0 ? tensor.throughSlice() : tensor.ref();
    }

    @Override
    public void enqueue(CommandSink sink) {
        List<TensorRef> refs = operands.stream().map(this::operand).toList();
        Optional<TensorRef> starts = Optional.ofNullable(offsets).map(TestTensor::ref);
        plan.enqueue(sink, new GemmArgs(a.ref(), weights, out.ref(), refs, starts), workspace);
    }

    @Override
    public void judge(Judge judge) {
        int[] starts =
                offsets == null ? new int[] {0, gemm.m()} : offsets.before().integers();
        Tensor activations = a.before();
        Tensor product = GemmOracle.product(spec, activations, host.numbers().values(), starts);
        if (judge.pass() == Pass.EXACT) {
            List<Tensor> values = operands.stream().map(TestTensor::before).toList();
            Tensor expected = GemmOracle.epilogue(spec, product, starts, values);
            judge.compareRows(out, expected, new double[0], starts[0], starts[starts.length - 1]);
            return;
        }
        GemmBounds bounds =
                new GemmBounds(spec, product, activations, host.numbers().terms(), starts);
        int next = 0;
        for (Epilogue step : spec.epilogue()) {
            Tensor operand = product;
            if (step instanceof Epilogue.Bias || step instanceof Epilogue.AddResidual) {
                operand = operands.get(next++).before();
            }
            bounds.step(step, step instanceof Epilogue.Bias ? GemmOracle.biasRows(operand, gemm.m(), starts) : operand);
        }
        judge.compareRows(out, bounds.value(), bounds.error(), starts[0], starts[starts.length - 1]);
    }
}
