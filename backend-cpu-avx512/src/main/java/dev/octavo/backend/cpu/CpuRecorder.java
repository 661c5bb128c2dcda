package dev.octavo.backend.cpu;

import dev.octavo.spi.DeviceBuffer;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Keeps commands for a graph. They are checked when they are recorded, as if they ran. */
final class CpuRecorder implements CpuSink {

    private final CpuCore core;
    private final Transfers transfers;
    private final List<Runnable> commands = new ArrayList<>();
    private boolean finished;

    CpuRecorder(CpuCore core) {
        this.core = core;
        transfers = new Transfers(core.memory());
    }

    @Override
    public CpuCore core() {
        return core;
    }

    @Override
    public <A> void submit(CpuPlan<A> plan, A args, @Nullable DeviceBuffer workspace) {
        plan.check(args, workspace);
        add(() -> plan.execute(args, workspace));
    }

    @Override
    public void upload(MemorySegment source, DeviceBuffer target, long targetOffset) {
        transfers.range(target, targetOffset, source.byteSize());
        add(() -> transfers.upload(source, target, targetOffset));
    }

    @Override
    public void copy(DeviceBuffer source, long sourceOffset, DeviceBuffer target, long targetOffset, long bytes) {
        Transfers.checkApart(
                transfers.range(source, sourceOffset, bytes), transfers.range(target, targetOffset, bytes));
        add(() -> transfers.copy(source, sourceOffset, target, targetOffset, bytes));
    }

    @Override
    public void fill(DeviceBuffer target, long offset, long bytes, byte value) {
        transfers.range(target, offset, bytes);
        add(() -> transfers.fill(target, offset, bytes, value));
    }

    private void add(Runnable command) {
        if (finished) {
            throw new IllegalStateException("this capture is over");
        }
        commands.add(command);
    }

    CpuGraph finish() {
        finished = true;
        return new CpuGraph(core, commands);
    }
}
