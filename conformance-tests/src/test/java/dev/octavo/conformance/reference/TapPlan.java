package dev.octavo.conformance.reference;

import dev.octavo.spi.CommandSink;
import dev.octavo.spi.DeviceBuffer;
import dev.octavo.spi.Plan;
import dev.octavo.spi.TensorRef;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** A right plan whose results are spoilt, at once and in graphs. */
final class TapPlan<A> implements Plan<A> {

    private final ReferenceBackend right;
    private final Plan<A> plan;
    private final Function<A, List<TensorRef>> inputs;
    private final Function<A, List<TensorRef>> outputs;
    private final Fault fault;
    private final Map<String, Object> memory = new HashMap<>();
    private int runs;

    TapPlan(
            ReferenceBackend right,
            Plan<A> plan,
            Function<A, List<TensorRef>> inputs,
            Function<A, List<TensorRef>> outputs,
            Fault fault) {
        this.right = right;
        this.plan = plan;
        this.inputs = inputs;
        this.outputs = outputs;
        this.fault = fault;
    }

    @Override
    public void enqueue(CommandSink sink, A args, @Nullable DeviceBuffer workspace) {
        // Arguments are refused before anything is enqueued.
        try (ReferenceRecorder checked = new ReferenceRecorder(right)) {
            plan.enqueue(checked, args, workspace);
        }
        ReferenceSink target = ReferenceSink.of(right, sink);
        List<byte[]> before = new ArrayList<>();
        target.enqueue(() -> {
            before.clear();
            for (TensorRef output : outputs.apply(args)) {
                before.add(ReferenceBuffer.readable(right, output.buffer()).toArray(ValueLayout.JAVA_BYTE));
            }
        });
        plan.enqueue(sink, args, workspace);
        target.enqueue(() -> fault.spoil(
                new Shot(right, ++runs, inputs.apply(args), outputs.apply(args), List.copyOf(before), memory)));
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
