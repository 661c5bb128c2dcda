package dev.octavo.backend.cpu;

import dev.octavo.spi.DeviceBuffer;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Keeps commands for a graph. They are checked when they are recorded, as if they ran. */
final class CpuRecorder implements CpuSink {

    private final List<Runnable> commands = new ArrayList<>();
    private boolean finished;

    @Override
    public <A> void submit(CpuPlan<A> plan, A args, @Nullable DeviceBuffer workspace) {
        plan.check(args, workspace);
        add(() -> plan.execute(args, workspace));
    }

    @Override
    public void upload(MemorySegment source, DeviceBuffer target, long targetOffset) {
        CpuBuffer.segmentOf(target).asSlice(targetOffset, source.byteSize());
        add(() -> Transfers.upload(source, target, targetOffset));
    }

    @Override
    public void copy(DeviceBuffer source, long sourceOffset, DeviceBuffer target, long targetOffset, long bytes) {
        CpuBuffer.segmentOf(source).asSlice(sourceOffset, bytes);
        CpuBuffer.segmentOf(target).asSlice(targetOffset, bytes);
        add(() -> Transfers.copy(source, sourceOffset, target, targetOffset, bytes));
    }

    @Override
    public void fill(DeviceBuffer target, long offset, long bytes, byte value) {
        CpuBuffer.segmentOf(target).asSlice(offset, bytes);
        add(() -> Transfers.fill(target, offset, bytes, value));
    }

    private void add(Runnable command) {
        if (finished) {
            throw new IllegalStateException("this capture is over");
        }
        commands.add(command);
    }

    CpuGraph finish() {
        finished = true;
        return new CpuGraph(commands);
    }
}
