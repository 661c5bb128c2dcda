package dev.octavo.conformance.reference;

import dev.octavo.spi.CommandSink;
import dev.octavo.spi.DeviceBuffer;
import dev.octavo.spi.Plan;
import dev.octavo.spi.TensorRef;
import dev.octavo.spi.op.GemmArgs;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** Copies its activations to scratch memory of the plan first, and lets other threads in between. */
final class SharedScratchPlan implements Plan<GemmArgs> {

    private final ReferenceBackend right;
    private final Plan<GemmArgs> plan;
    private volatile byte[] scratch = {};

    SharedScratchPlan(ReferenceBackend right, Plan<GemmArgs> plan) {
        this.right = right;
        this.plan = plan;
    }

    @Override
    public void enqueue(CommandSink sink, GemmArgs args, @Nullable DeviceBuffer workspace) {
        MemorySegment own =
                MemorySegment.ofArray(new byte[Math.toIntExact(args.a().buffer().byteSize())]);
        DeviceBuffer copy =
                new ReferenceBuffer(ReferenceAllocation.imported(right, own).whole());
        TensorRef a = new TensorRef(
                copy, args.a().byteOffset(), args.a().type(), args.a().layout());
        GemmArgs copied = new GemmArgs(a, args.weights(), args.out(), args.operands(), args.expertOffsets());
        try (ReferenceRecorder checked = new ReferenceRecorder(right)) {
            plan.enqueue(checked, args, workspace);
        }
        ReferenceSink.of(right, sink).enqueue(() -> {
            scratch = ReferenceBuffer.readable(right, args.a().buffer()).toArray(ValueLayout.JAVA_BYTE);
            Thread.onSpinWait();
            LockSupport.parkNanos(1);
            byte[] now = scratch;
            MemorySegment.copy(MemorySegment.ofArray(now), 0, own, 0, Math.min(now.length, own.byteSize()));
        });
        plan.enqueue(sink, copied, workspace);
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
