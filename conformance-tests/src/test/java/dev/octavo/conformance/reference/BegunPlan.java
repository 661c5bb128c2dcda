package dev.octavo.conformance.reference;

import dev.octavo.spi.CommandSink;
import dev.octavo.spi.DeviceBuffer;
import dev.octavo.spi.Plan;
import dev.octavo.spi.op.TensorOpArgs;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** A right plan before which something happens to its tensors, at once and in graphs. */
final class BegunPlan<A> implements Plan<A> {

    private final ReferenceBackend right;
    private final Plan<A> plan;
    private final Function<A, TensorOpArgs> tensors;
    private final Consumer<TensorOpArgs> before;

    BegunPlan(ReferenceBackend right, Plan<A> plan, Function<A, TensorOpArgs> tensors, Consumer<TensorOpArgs> before) {
        this.right = right;
        this.plan = plan;
        this.tensors = tensors;
        this.before = before;
    }

    @Override
    public void enqueue(CommandSink sink, A args, @Nullable DeviceBuffer workspace) {
        // Arguments are refused before anything is enqueued.
        try (ReferenceRecorder checked = new ReferenceRecorder(right)) {
            plan.enqueue(checked, args, workspace);
        }
        ReferenceSink.of(right, sink).enqueue(() -> before.accept(tensors.apply(args)));
        plan.enqueue(sink, args, workspace);
    }

    @Override
    public String variant() {
        return plan.variant();
    }

    @Override
    public long workspaceBytes() {
        return plan.workspaceBytes();
    }

    @Override
    public void close() {
        plan.close();
    }
}
