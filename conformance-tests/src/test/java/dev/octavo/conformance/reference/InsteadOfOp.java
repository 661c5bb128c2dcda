package dev.octavo.conformance.reference;

import dev.octavo.spi.CommandSink;
import dev.octavo.spi.DeviceBuffer;
import dev.octavo.spi.Plan;
import dev.octavo.spi.op.TensorOpArgs;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Reads what it needs, lets the right operator run, and then stores something else. */
final class InsteadOfOp implements Plan<TensorOpArgs> {

    private final ReferenceBackend right;
    private final Plan<TensorOpArgs> plan;
    private final Function<TensorOpArgs, Runnable> wrong;

    InsteadOfOp(ReferenceBackend right, Plan<TensorOpArgs> plan, Function<TensorOpArgs, Runnable> wrong) {
        this.right = right;
        this.plan = plan;
        this.wrong = wrong;
    }

    @Override
    public void enqueue(CommandSink sink, TensorOpArgs args, @Nullable DeviceBuffer workspace) {
        ReferenceSink target = ReferenceSink.of(right, sink);
        List<Runnable> commands;
        try (ReferenceRecorder recorder = new ReferenceRecorder(right)) {
            plan.enqueue(recorder, args, workspace);
            commands = recorder.commands();
        }
        target.enqueue(() -> {
            Runnable store = wrong.apply(args);
            commands.forEach(Runnable::run);
            store.run();
        });
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
