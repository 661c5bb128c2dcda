package dev.octavo.runtime.plan;

import dev.octavo.runtime.execute.LayerGroups;
import dev.octavo.runtime.execute.StepBatch;
import dev.octavo.runtime.graph.Graph;
import dev.octavo.spi.Backend;
import dev.octavo.spi.CommandSink;
import dev.octavo.spi.DeviceBuffer;
import dev.octavo.spi.MemoryKind;
import dev.octavo.spi.TensorRef;
import dev.octavo.spi.op.KvCache;
import dev.octavo.tensor.Layout;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A graph that is ready to run on a backend: prepared operators, buffers, and the commands of the shapes that were met lately. */
final class CompiledStep implements AutoCloseable {

    /** Decode shapes differ in the number of sequences and the length bound only, so few of them are in use at a time. */
    private static final int CACHED_SHAPES = 64;

    private final Graph graph;
    private final PlanOptions options;
    private final OperatorPlans plans;
    private final List<Binder> binders;
    private final List<Binder> logitBinders;
    private final LayerGroups layers;
    private final StepInputs inputs;
    private final Activations activations;
    private final @Nullable DeviceBuffer workspace;
    private final Map<StepShape, Command[]> programs = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<StepShape, Command[]> eldest) {
            return size() > CACHED_SHAPES;
        }
    };

    private @Nullable KvCache cache;
    private @Nullable StepShape lastShape;
    private Command[] lastProgram = {};

    CompiledStep(Graph graph, PlanOptions options, Backend backend, OperatorPlans plans, NodeCompiler compiler) {
        this.graph = graph;
        this.options = options;
        this.plans = plans;
        this.binders = List.copyOf(compiler.binders());
        this.logitBinders = List.copyOf(compiler.logitBinders());
        this.layers = graph.layerGroups();
        int blocksPerSequence =
                Math.ceilDiv(options.maxModelLength(), options.cache().blockSize());
        this.inputs = new StepInputs(
                backend.memory(),
                options.maxTokens(),
                options.maxSequences(),
                blocksPerSequence,
                layers.groups().count());
        this.activations = new Activations(
                graph, options.activationType(), options.maxTokens(), options.maxLogitRows(), backend.memory());
        this.workspace = plans.workspaceBytes() == 0
                ? null
                : backend.memory().allocate(plans.workspaceBytes(), MemoryKind.DEVICE, "operator workspace");
    }

    /** The cache that the commands use; given once, before the first step. */
    void useCache(KvCache newCache) {
        cache = newCache;
    }

    StepBatch batch() {
        return inputs.batch();
    }

    /** Enqueues the step that the batch describes. */
    void enqueue(CommandSink sink) {
        inputs.upload(sink);
        for (Command command : program()) {
            command.enqueue(sink, workspace);
        }
    }

    /** Logits of the last step, a row per wanted token. */
    TensorRef logits(int rows) {
        return activations.tensor(graph.logits(), Layout.matrix(rows, graph.vocabularySize()), 0);
    }

    private Command[] program() {
        StepBatch batch = inputs.batch();
        int lengthBound = StepShape.lengthBound(batch.maxSequenceLength(), options.maxModelLength());
        StepShape last = lastShape;
        if (last != null && last.matches(batch, lengthBound)) {
            return lastProgram;
        }
        StepShape shape = new StepShape(
                batch.tokens(), batch.sequences(), batch.logitRows(), batch.maxQueryLength(), lengthBound);
        Command[] program = programs.get(shape);
        if (program == null) {
            program = bind(shape);
            programs.put(shape, program);
        }
        lastShape = shape;
        lastProgram = program;
        return program;
    }

    private Command[] bind(StepShape shape) {
        KvCache pool = cache;
        if (pool == null) {
            throw new IllegalStateException("a step needs a KV cache; call useCache first");
        }
        StepTensors tensors = new StepTensors(shape, inputs, activations, pool, layers);
        Stream<Binder> used =
                shape.logitRows() > 0 ? Stream.concat(binders.stream(), logitBinders.stream()) : binders.stream();
        return used.map(binder -> binder.bind(tensors)).toArray(Command[]::new);
    }

    @Override
    public void close() {
        plans.close();
        inputs.close();
        activations.close();
        if (workspace != null) {
            workspace.close();
        }
    }
}
