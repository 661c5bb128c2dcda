package dev.octavo.conformance.check;

import dev.octavo.conformance.oracle.Tensor;
import dev.octavo.spi.CommandSink;
import dev.octavo.spi.DeviceBuffer;
import dev.octavo.spi.Plan;
import dev.octavo.spi.TensorRef;
import dev.octavo.spi.op.ChainSpec;
import dev.octavo.spi.op.TensorOpArgs;
import dev.octavo.spi.op.TensorOpSpec;
import dev.octavo.tensor.DType;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** One of the remaining operators, or a chain of them, each step judged on what the steps before it really stored. */
final class OpWorkload implements Workload {

    /** An operator and its tensors. */
    record Step(TensorOpSpec spec, List<TestTensor> inputs, List<TestTensor> outputs) {}

    private final List<Step> steps;
    private final Map<TestTensor, Numbers> numbers;
    private final Plan<TensorOpArgs> plan;
    private final TensorOpArgs args;
    private final @Nullable DeviceBuffer workspace;

    private OpWorkload(
            Bench bench, TensorOpSpec spec, List<Step> steps, Map<TestTensor, Numbers> numbers, TensorOpArgs args) {
        this.steps = steps;
        this.numbers = numbers;
        this.plan = bench.keep(bench.backend().ops().prepare(spec));
        this.workspace = bench.workspace(plan);
        this.args = args;
    }

    @Override
    public void fill(Fill fill) {
        numbers.forEach((tensor, source) -> tensor.set(source.of(fill, tensor)));
    }

    @Override
    public void enqueue(CommandSink sink) {
        plan.enqueue(sink, args, workspace);
    }

    @Override
    public void judge(Judge judge) {
        Set<TestTensor> written = new HashSet<>();
        for (Step step : steps) {
            List<Tensor> inputs = step.inputs().stream()
                    .map(tensor -> written.contains(tensor) ? tensor.after() : tensor.before())
                    .toList();
            List<Tensor> before =
                    step.outputs().stream().map(TestTensor::before).toList();
            new OpJudge(judge, step, inputs, before).judge();
            written.addAll(step.outputs());
        }
    }

    /** Collects the tensors of a workload. */
    static final class Builder {

        private final Bench bench;
        private final boolean strided;
        private final Map<TestTensor, Numbers> numbers = new LinkedHashMap<>();
        private final List<Step> steps = new ArrayList<>();
        private Optional<List<TensorRef>> outputs = Optional.empty();

        Builder(Bench bench, boolean strided) {
            this.bench = bench;
            this.strided = strided;
        }

        TestTensor input(String name, DType type, int rows, int columns, Numbers source) {
            return with(bench.matrix(name, TestTensor.Role.INPUT, type, rows, columns, strided), source);
        }

        TestTensor vector(String name, DType type, int columns, Numbers source) {
            return with(bench.vector(name, type, columns), source);
        }

        TestTensor output(String name, DType type, int rows, int columns) {
            return bench.matrix(name, TestTensor.Role.OUTPUT, type, rows, columns, strided);
        }

        TestTensor cube(
                String name, TestTensor.Role role, DType type, int batch, int rows, int columns, Numbers source) {
            TestTensor tensor = bench.cube(name, role, type, batch, rows, columns, strided);
            return role == TestTensor.Role.OUTPUT ? tensor : with(tensor, source);
        }

        /** A tensor of three dimensions with gaps between rows and between batch entries. */
        TestTensor sparse(
                String name, TestTensor.Role role, DType type, int batch, int rows, int columns, Numbers source) {
            TestTensor tensor = bench.sparse(name, role, type, batch, rows, columns);
            return role == TestTensor.Role.OUTPUT ? tensor : with(tensor, source);
        }

        TestTensor heads(String name, DType type, int tokens, int heads, int columns, Numbers source) {
            return with(bench.heads(name, TestTensor.Role.UPDATED, type, tokens, heads, columns, strided), source);
        }

        private TestTensor with(TestTensor tensor, Numbers source) {
            numbers.put(tensor, source);
            return tensor;
        }

        Builder step(TensorOpSpec spec, List<TestTensor> inputs, List<TestTensor> outputs) {
            steps.add(new Step(spec, inputs, outputs));
            return this;
        }

        /** Hands the outputs to the operator as these, which lie in the same places as those of the steps, in another form. */
        Builder outputsAs(List<TensorRef> refs) {
            outputs = Optional.of(List.copyOf(refs));
            return this;
        }

        OpWorkload build() {
            List<TensorOpSpec> specs = steps.stream().map(Step::spec).toList();
            TensorOpSpec spec = specs.size() == 1 ? specs.get(0) : new ChainSpec(specs);
            TensorOpArgs args = new TensorOpArgs(
                    refs(step -> step.inputs().stream()),
                    outputs.orElseGet(() -> refs(step -> step.outputs().stream())));
            return new OpWorkload(bench, spec, List.copyOf(steps), numbers, args);
        }

        private List<TensorRef> refs(Function<Step, Stream<TestTensor>> tensors) {
            return steps.stream().flatMap(tensors).map(TestTensor::ref).toList();
        }
    }
}
