package dev.octavo.backend.opencl;

import dev.octavo.backend.opencl.ffi.ClCommands;
import dev.octavo.gpu.driver.GpuEvent;
import dev.octavo.gpu.driver.GpuStream;
import dev.octavo.gpu.driver.Launch;
import dev.octavo.gpu.driver.NativeBuffer;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import org.jocl.CL;
import org.jocl.cl_command_queue;

/** An in-order command queue. */
final class OpenClStream implements GpuStream {

    private static final int SCRATCH = 64;

    private final OpenClDriver driver;
    private final ClCommands commands;
    private final Ledger ledger;
    private final cl_command_queue object;
    private final long queue;
    private final Arena arena = Arena.ofShared();
    private final MemorySegment scratch = arena.allocate(SCRATCH, 8);
    private final HostBlocks blocks = new HostBlocks();
    private final Map<OpenClKernel, BoundKernel> kernels = new IdentityHashMap<>();
    /** Events that nobody saw reached yet, oldest first; guarded by the ledger. */
    private final ArrayDeque<OpenClEvent> open = new ArrayDeque<>();
    /** What has to be done on the host once the commands since the last event have run. */
    private List<Runnable> arrivals = new ArrayList<>();

    private boolean closed;

    OpenClStream(OpenClDriver driver, cl_command_queue object) {
        this.driver = driver;
        this.commands = driver.commands();
        this.ledger = driver.ledger();
        this.object = object;
        this.queue = object.getNativePointer();
    }

    ArrayDeque<OpenClEvent> open() {
        return open;
    }

    @Override
    public void upload(MemorySegment source, NativeBuffer target, long targetOffset) {
        MemorySegment bytes = source;
        if (!source.isNative()) {
            HostBlocks.Block block = blocks.take(source.byteSize());
            bytes = block.memory().copyFrom(source);
            arrivals.add(block.end());
        }
        ClStatus.check(
                commands.write(queue, handle(target), targetOffset, bytes.byteSize(), bytes.address()),
                "enqueueing an upload");
    }

    @Override
    public void download(NativeBuffer source, long sourceOffset, MemorySegment target) {
        MemorySegment bytes = target;
        if (!target.isNative()) {
            HostBlocks.Block block = blocks.take(target.byteSize());
            bytes = block.memory();
            arrivals.add(() -> {
                target.copyFrom(block.memory());
                block.close();
            });
        }
        ClStatus.check(
                commands.read(queue, handle(source), sourceOffset, bytes.byteSize(), bytes.address()),
                "enqueueing a download");
    }

    @Override
    public void copy(NativeBuffer source, long sourceOffset, NativeBuffer target, long targetOffset, long bytes) {
        ClStatus.check(
                commands.copy(queue, handle(source), handle(target), sourceOffset, targetOffset, bytes),
                "enqueueing a copy");
    }

    @Override
    public void fill(NativeBuffer target, long offset, long bytes, byte value) {
        // A wider pattern lets drivers write words; it needs its own alignment.
        int width = (offset | bytes) % 16 == 0 ? 16 : 1;
        scratch.asSlice(0, width).fill(value);
        ClStatus.check(
                commands.fill(queue, handle(target), scratch.address(), width, offset, bytes), "enqueueing a fill");
    }

    private static long handle(NativeBuffer buffer) {
        return ((OpenClBuffer) buffer).handle();
    }

    @Override
    public void launch(Launch launch) {
        OpenClKernel kernel = (OpenClKernel) launch.kernel();
        BoundKernel bound = kernels.get(kernel);
        if (bound == null) {
            bound = new BoundKernel(kernel);
            kernels.put(kernel, bound);
        }
        bound.launch(commands, queue, launch, scratch);
    }

    @Override
    public GpuEvent signal() {
        ClStatus.check(commands.marker(queue, scratch.address()), "enqueueing a marker");
        OpenClEvent event = new OpenClEvent(ledger, this, scratch.get(ValueLayout.JAVA_LONG, 0), arrivals);
        arrivals = new ArrayList<>();
        ledger.add(open, event);
        ClStatus.check(commands.flush(queue), "clFlush");
        ledger.tidy(open);
        return event;
    }

    @Override
    public void waitFor(GpuEvent event) {
        OpenClEvent other = (OpenClEvent) event;
        if (other.stream() != this) {
            ledger.waitFor(queue, other, scratch);
            arrivals.add(other::isDone);
        }
    }

    @Override
    public void await() {
        int status = finish();
        ClStatus.check(status, "a command of an OpenCL queue");
    }

    private int finish() {
        int status = commands.finish(queue);
        int failure = ledger.finishAll(open);
        List<Runnable> now = arrivals;
        arrivals = new ArrayList<>();
        now.forEach(Runnable::run);
        return failure != 0 ? failure : status;
    }

    @Override
    public void close() {
        if (closed) {
            return;
        }
        closed = true;
        finish();
        kernels.values().forEach(BoundKernel::close);
        CL.clReleaseCommandQueue(object);
        blocks.close();
        arena.close();
        driver.forget(this);
    }
}
