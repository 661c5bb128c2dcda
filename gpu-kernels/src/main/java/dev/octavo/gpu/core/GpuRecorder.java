package dev.octavo.gpu.core;

import dev.octavo.gpu.driver.GpuKernel;
import dev.octavo.gpu.driver.GpuStream;
import dev.octavo.gpu.driver.Launch;
import dev.octavo.gpu.driver.LaunchSequence;
import dev.octavo.gpu.driver.NativeBuffer;
import dev.octavo.spi.MemoryKind;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;

/** Keeps commands for a graph. Plans check their operands when they are recorded, as if they ran. Launches that follow each other become one sequence. */
final class GpuRecorder extends GpuSink {

    private final List<Object> commands = new ArrayList<>();
    private final List<GpuBuffer> owned = new ArrayList<>();
    private final GraphNeeds needs = new GraphNeeds();
    private int nodes;
    private boolean finished;

    GpuRecorder(GpuCore core) {
        super(core);
    }

    @Override
    void checkUsable() {
        core().checkOpen();
        if (finished) {
            throw new IllegalStateException("this capture is over");
        }
    }

    @Override
    public Launch start(GpuKernel kernel) {
        checkUsable();
        return new Launch().start(kernel);
    }

    @Override
    public void submit(Launch launch) {
        if (!launch.isEmpty()) {
            needs.add(launch);
            add(launch);
        }
    }

    @Override
    void uses(GpuPlan<?> plan) {
        needs.add(plan);
    }

    @Override
    public GpuBuffer passing(long bytes, String label) {
        checkUsable();
        return core().memory().allocate(bytes, MemoryKind.DEVICE, label);
    }

    /** Every launch of the graph needs it again. */
    @Override
    public void retire(GpuBuffer buffer) {
        owned.add(buffer);
    }

    @Override
    void put(MemorySegment source, NativeBuffer target, long offset) {
        needs.add(target);
        add((GraphStep) stream -> stream.upload(source, target, offset));
    }

    @Override
    void move(NativeBuffer source, long sourceOffset, NativeBuffer target, long targetOffset, long bytes) {
        needs.add(source);
        needs.add(target);
        add((GraphStep) stream -> stream.copy(source, sourceOffset, target, targetOffset, bytes));
    }

    @Override
    void set(NativeBuffer target, long offset, long bytes, byte value) {
        needs.add(target);
        add((GraphStep) stream -> stream.fill(target, offset, bytes, value));
    }

    private void add(Object command) {
        nodes++;
        commands.add(command);
    }

    /** Ends the capture. */
    GpuGraph finish(GpuStream stream) {
        finished = true;
        List<GraphStep> steps = new ArrayList<>();
        List<LaunchSequence> sequences = new ArrayList<>();
        List<Launch> run = new ArrayList<>();
        for (Object command : commands) {
            if (command instanceof Launch launch) {
                run.add(launch);
            } else {
                closeRun(stream, run, steps, sequences);
                steps.add((GraphStep) command);
            }
        }
        closeRun(stream, run, steps, sequences);
        return new GpuGraph(core(), nodes, steps, sequences, owned, needs);
    }

    private static void closeRun(
            GpuStream stream, List<Launch> run, List<GraphStep> steps, List<LaunchSequence> sequences) {
        if (!run.isEmpty()) {
            LaunchSequence sequence = stream.sequence(List.copyOf(run));
            sequences.add(sequence);
            steps.add(sequence::enqueue);
            run.clear();
        }
    }
}
