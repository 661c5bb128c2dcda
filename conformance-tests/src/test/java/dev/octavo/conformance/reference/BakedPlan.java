package dev.octavo.conformance.reference;

import dev.octavo.spi.CommandSink;
import dev.octavo.spi.DeviceBuffer;
import dev.octavo.spi.Plan;
import dev.octavo.spi.TensorRef;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** Copies some operands when it is enqueued, and works on the copies ever after. */
final class BakedPlan<A> implements Plan<A> {

    private final ReferenceBackend right;
    private final Plan<A> plan;
    private final UnaryOperator<A> bake;

    BakedPlan(ReferenceBackend right, Plan<A> plan, UnaryOperator<A> bake) {
        this.right = right;
        this.plan = plan;
        this.bake = bake;
    }

    /** The tensor as it is now, in memory that does not count. */
    static TensorRef copy(ReferenceBackend right, TensorRef ref) {
        MemorySegment now = ReferenceBuffer.readable(right, ref.buffer());
        MemorySegment kept = MemorySegment.ofArray(now.toArray(ValueLayout.JAVA_BYTE));
        DeviceBuffer buffer =
                new ReferenceBuffer(ReferenceAllocation.imported(right, kept).whole());
        return new TensorRef(buffer, ref.byteOffset(), ref.type(), ref.layout());
    }

    @Override
    public void enqueue(CommandSink sink, A args, @Nullable DeviceBuffer workspace) {
        try (ReferenceRecorder checked = new ReferenceRecorder(right)) {
            plan.enqueue(checked, args, workspace);
        }
        plan.enqueue(sink, bake.apply(args), workspace);
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
