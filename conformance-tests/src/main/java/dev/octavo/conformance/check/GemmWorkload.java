package dev.octavo.conformance.check;

import dev.octavo.conformance.oracle.GemmOracle;
import dev.octavo.conformance.oracle.NumberFormat;
import dev.octavo.conformance.oracle.Tensor;
import dev.octavo.spi.CommandSink;
import dev.octavo.spi.DeviceBuffer;
import dev.octavo.spi.Plan;
import dev.octavo.spi.TensorRef;
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

    /** Limit of the integers of the exact pass: sums of products stay below 2^24, and below the largest f16. */
    private static final int LIMIT = 4;

    private final GemmCase gemm;
    private final GemmSpec spec;
    private final double[][] weightRows;
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
        DType weightType = gemm.types().weights();
        this.weightRows = weightRows(weightType, fill);
        this.a = bench.matrix("a", TestTensor.Role.INPUT, spec.activation(), gemm.m(), gemm.k(), gemm.strided());
        TestTensor.Role role = gemm.inPlace() ? TestTensor.Role.UPDATED : TestTensor.Role.OUTPUT;
        this.out = bench.matrix("out", role, spec.output(), gemm.m(), spec.outputColumns(), gemm.strided());
        this.operands = operands(bench);
        this.offsets = gemm.experts() == 1 ? null : bench.vector("expert offsets", DType.I32, gemm.experts() + 1);
        WeightSource source = HostWeights.source(weightType, weightRows);
        this.weights = bench.keep(bench.backend().gemm().load(spec.weights(), source, bench.queue()));
        this.plan = bench.keep(bench.backend().gemm().prepare(spec));
        this.workspace = bench.workspace(plan);
        bench.queue().await();
    }

    private double[][] weightRows(DType type, Fill fill) {
        NumberFormat format = NumberFormat.of(type);
        double[][] rows = new double[gemm.n() * gemm.experts()][gemm.k()];
        for (double[] row : rows) {
            for (int i = 0; i < row.length; i++) {
                row[i] = format.round(fill.number(LIMIT));
            }
        }
        return rows;
    }

    private List<TestTensor> operands(Bench bench) {
        List<TestTensor> made = new ArrayList<>();
        int columns = gemm.n();
        for (Epilogue step : spec.epilogue()) {
            switch (step) {
                case Epilogue.Gate gate -> columns /= 2;
                case Epilogue.Bias bias -> made.add(bench.vector("bias", DType.F32, columns));
                case Epilogue.AddResidual residual ->
                    made.add(
                            gemm.inPlace()
                                    ? out
                                    : bench.matrix(
                                            "residual",
                                            TestTensor.Role.INPUT,
                                            spec.output(),
                                            gemm.m(),
                                            columns,
                                            gemm.strided()));
                default -> {}
            }
        }
        return made;
    }

    @Override
    public void fill(Fill fill) {
        numbers(a, fill);
        operands.forEach(operand -> numbers(operand, fill));
        if (offsets != null) {
            double[] starts = new double[gemm.experts() + 1];
            for (int expert = 1; expert < gemm.experts(); expert++) {
                // Some experts get no row at all.
                starts[expert] = Math.min(gemm.m(), starts[expert - 1] + fill.integer(0, 4));
            }
            starts[gemm.experts()] = gemm.m();
            offsets.set(starts);
        }
    }

    private static void numbers(TestTensor tensor, Fill fill) {
        double[] numbers = new double[tensor.size()];
        for (int i = 0; i < numbers.length; i++) {
            numbers[i] = fill.number(LIMIT);
        }
        tensor.set(numbers);
    }

    @Override
    public void enqueue(CommandSink sink) {
        List<TensorRef> refs = operands.stream().map(TestTensor::ref).toList();
        Optional<TensorRef> starts = Optional.ofNullable(offsets).map(TestTensor::ref);
        plan.enqueue(sink, new GemmArgs(a.ref(), weights, out.ref(), refs, starts), workspace);
    }

    @Override
    public void judge(Judge judge) {
        int[] starts = offsets == null ? new int[0] : offsets.before().integers();
        Tensor activations = a.before();
        List<Tensor> operandValues = operands.stream().map(TestTensor::before).toList();
        Tensor product = GemmOracle.product(spec, activations, weightRows, starts);
        Tensor magnitude = GemmOracle.product(spec, absolute(activations), absolute(weightRows), starts);
        GemmBounds bounds = new GemmBounds(product, magnitude, gemm.k());
        int next = 0;
        for (Epilogue step : spec.epilogue()) {
            boolean needsOperand = step instanceof Epilogue.Bias || step instanceof Epilogue.AddResidual;
            bounds.step(step, needsOperand ? operandValues.get(next++) : product);
        }
        judge.compare(out, bounds.value(), bounds.error());
    }

    private static Tensor absolute(Tensor x) {
        return x.with(absolute(x.values()));
    }

    private static double[][] absolute(double[][] rows) {
        double[][] result = new double[rows.length][];
        for (int i = 0; i < rows.length; i++) {
            result[i] = absolute(rows[i]);
        }
        return result;
    }

    private static double[] absolute(double[] values) {
        double[] result = new double[values.length];
        for (int i = 0; i < values.length; i++) {
            result[i] = Math.abs(values[i]);
        }
        return result;
    }
}
