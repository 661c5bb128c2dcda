package dev.octavo.runtime.plan;

import dev.octavo.runtime.execute.LayerGroups;
import dev.octavo.runtime.execute.StepBatch;
import dev.octavo.runtime.graph.Graph;
import dev.octavo.spi.Backend;
import dev.octavo.spi.CommandQueue;
import dev.octavo.spi.DeviceBuffer;
import dev.octavo.spi.MemoryKind;
import dev.octavo.spi.TensorRef;
import dev.octavo.spi.op.KvCache;
import dev.octavo.tensor.Layout;
import java.util.Iterator;
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
    private final Map<StepShape, StepProgram> programs = new LinkedHashMap<>(16, 0.75f, true);
    private final boolean deviceCaptures;
    private boolean graphs;
    private @Nullable KvCache cache;
    private @Nullable StepShape lastShape;
    private StepProgram lastProgram = new StepProgram(new Command[0], false);

    CompiledStep(Graph graph, PlanOptions options, Backend backend, OperatorPlans plans, NodeCompiler compiler) {
        this.graph = graph;
        this.options = options;
        this.plans = plans;
        this.binders = List.copyOf(compiler.binders());
        this.logitBinders = List.copyOf(compiler.logitBinders());
        this.layers = graph.layerGroups();
        this.deviceCaptures = backend.capabilities().graphCapture();
        int blocksPerSequence =
                Math.ceilDiv(options.maxModelLength(), options.cache().blockSize());
        this.inputs = new StepInputs(
                backend.memory(),
                options.maxTokens(),
                options.maxSequences(),
                blocksPerSequence,
                layers.groups().count());
        this.activations = new Activations(graph, options, backend.memory());
        this.workspace = plans.workspaceBytes() == 0
                ? null
                : backend.memory().allocate(plans.workspaceBytes(), MemoryKind.DEVICE, "operator workspace");
    }

    /** The cache that the commands use; given once, before the first step. */
    void useCache(KvCache newCache) {
        cache = newCache;
    }

    /** Whether shapes that keep coming back may be captured, where the device can. */
    void useGraphs(boolean wanted) {
        graphs = wanted && deviceCaptures;
    }

    /** One, or two that take turns. */
    List<StepBatch> batches() {
        return inputs.batches();
    }

    /** Token ids of the step, for those that only the device knows; they have to be there before {@link #run}. */
    TensorRef tokenIds(int tokens) {
        return inputs.tokenIds(tokens);
    }

    /** Brings a batch to the device. */
    void upload(CommandQueue queue, StepBatch batch) {
        inputs.upload(queue, batch);
    }

    /** Enqueues the step that the batch describes, which is on the device. */
    void run(CommandQueue queue, StepBatch batch) {
        program(queue, batch).enqueue(queue, workspace);
    }

    /** Logits of the last step, a row per wanted token. */
    TensorRef logits(int rows) {
        return activations.tensor(graph.logits(), Layout.matrix(rows, graph.vocabularySize()), 0);
    }

    private StepProgram program(CommandQueue queue, StepBatch batch) {
        int lengthBound = StepShape.lengthBound(batch.maxSequenceLength(), options.maxModelLength());
        StepShape last = lastShape;
        if (last != null && last.matches(batch, lengthBound)) {
            return lastProgram;
        }
        StepShape shape = new StepShape(
                batch.tokens(), batch.sequences(), batch.logitRows(), batch.maxQueryLength(), lengthBound);
        StepProgram program = programs.get(shape);
        if (program == null) {
            program = new StepProgram(bind(shape), graphs && queue.isAsynchronous() && shape.queryBound() == 1);
            programs.put(shape, program);
            forgetOldest(queue);
        }
        lastShape = shape;
        lastProgram = program;
        return program;
    }

    private void forgetOldest(CommandQueue queue) {
        if (programs.size() > CACHED_SHAPES) {
            Iterator<StepProgram> all = programs.values().iterator();
            StepProgram oldest = all.next();
            all.remove();
            if (oldest.isCaptured()) {
                queue.await();
            }
            oldest.close();
        }
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
        programs.values().forEach(StepProgram::close);
        plans.close();
        inputs.close();
        activations.close();
        if (workspace != null) {
            workspace.close();
        }
    }
}
