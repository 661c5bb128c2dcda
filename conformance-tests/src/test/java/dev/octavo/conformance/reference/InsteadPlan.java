package dev.octavo.conformance.reference;

import dev.octavo.spi.CommandSink;
import dev.octavo.spi.DeviceBuffer;
import dev.octavo.spi.Plan;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A plan that checks its arguments as the right one does, and then runs something else. */
final class InsteadPlan<A> implements Plan<A> {

    private final ReferenceBackend right;
    private final Plan<A> plan;
    private final Consumer<A> command;

    InsteadPlan(ReferenceBackend right, Plan<A> plan, Consumer<A> command) {
        this.right = right;
        this.plan = plan;
        this.command = command;
    }

    @Override
    public void enqueue(CommandSink sink, A args, @Nullable DeviceBuffer workspace) {
        ReferenceSink target = ReferenceSink.of(right, sink);
        List<Runnable> checks;
        try (ReferenceRecorder checked = new ReferenceRecorder(right)) {
            plan.enqueue(checked, args, workspace);
            checks = checked.commands();
        }
        // The right command runs first, so that what is closed is refused; its result is overwritten.
        target.enqueue(() -> {
            checks.forEach(Runnable::run);
            command.accept(args);
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
