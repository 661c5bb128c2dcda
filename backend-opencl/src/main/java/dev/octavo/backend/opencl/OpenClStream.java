package dev.octavo.backend.opencl;

import dev.octavo.backend.opencl.ffi.ClCommandBuffers;
import dev.octavo.backend.opencl.ffi.ClCommands;
import dev.octavo.gpu.driver.GpuEvent;
import dev.octavo.gpu.driver.GpuStream;
import dev.octavo.gpu.driver.Launch;
import dev.octavo.gpu.driver.LaunchSequence;
import dev.octavo.gpu.driver.NativeBuffer;
import dev.octavo.spi.OctavoException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayDeque;
import java.util.List;
import org.jocl.CL;
import org.jocl.cl_command_queue;
import org.jspecify.annotations.Nullable;

/** A command queue whose commands take effect in their order. A failure ends it: every later command fails alike. */
final class OpenClStream implements GpuStream {

    private final OpenClDriver driver;
    private final ClCommands commands;
    private final Ledger ledger;
    private final cl_command_queue object;
    private final long queue;
    private final Arena arena = Arena.ofShared();
    private final MemorySegment scratch = arena.allocate(Transfers.PATTERN, 8);
    private final HostBlocks blocks = new HostBlocks();
    private final Transfers transfers;
    private final Launches launches;
    private final Order order;
    /** Events that nobody saw reached yet, oldest first; guarded by the ledger. */
    private final ArrayDeque<OpenClEvent> open = new ArrayDeque<>();

    private volatile @Nullable OctavoException failure;
    private boolean closed;

    OpenClStream(OpenClDriver driver, cl_command_queue object) {
        this.driver = driver;
        this.commands = driver.commands();
        this.ledger = driver.ledger();
        this.object = object;
        this.queue = object.getNativePointer();
        order = new Order(driver.isOutOfOrder() ? new EventBarriers(commands, queue, arena) : null);
        transfers = new Transfers(driver, queue, scratch, blocks, order);
        launches = new Launches(commands, queue, scratch, transfers, order);
    }

    ArrayDeque<OpenClEvent> open() {
        return open;
    }

    ClCommands commands() {
        return commands;
    }

    long queue() {
        return queue;
    }

    /** What ended this stream, or null. */
    @Nullable
    OctavoException failure() {
        return failure;
    }

    /** Ends this stream; the first reason counts. */
    OctavoException fail(OctavoException reason) {
        OctavoException known = failure;
        if (known == null) {
            failure = reason;
            driver.heard(reason);
            return reason;
        }
        return known;
    }

    private void checkUsable() {
        OctavoException known = failure != null ? failure : driver.loss();
        if (known != null) {
            throw ClStatus.again(known);
        }
    }

    private static OpenClBuffer own(NativeBuffer buffer) {
        return (OpenClBuffer) buffer;
    }

    @Override
    public void upload(MemorySegment source, NativeBuffer target, long targetOffset) {
        checkUsable();
        transfers.upload(source, own(target), targetOffset);
    }

    @Override
    public void download(NativeBuffer source, long sourceOffset, MemorySegment target) {
        checkUsable();
        transfers.download(own(source), sourceOffset, target);
    }

    @Override
    public void copy(NativeBuffer source, long sourceOffset, NativeBuffer target, long targetOffset, long bytes) {
        checkUsable();
        transfers.copy(own(source), sourceOffset, own(target), targetOffset, bytes);
    }

    @Override
    public void fill(NativeBuffer target, long offset, long bytes, byte value) {
        checkUsable();
        transfers.fill(own(target), offset, bytes, value);
    }

    @Override
    public void launch(Launch launch) {
        checkUsable();
        launches.launch(launch);
    }

    @Override
    public LaunchSequence sequence(List<Launch> list) {
        checkUsable();
        return driver.commandBuffers().of(this, list).orElseGet(() -> GpuStream.super.sequence(list));
    }

    /** Enqueues a command buffer. */
    void enqueue(ClCommandBuffers functions, long buffer) {
        checkUsable();
        scratch.set(ValueLayout.JAVA_LONG, 0, queue);
        ClStatus.check(functions.enqueue(scratch.address(), buffer), "enqueueing a command buffer");
    }

    @Override
    public GpuEvent signal() {
        checkUsable();
        order.mark(commands, queue, scratch.address());
        OpenClEvent event =
                new OpenClEvent(ledger, this, scratch.get(ValueLayout.JAVA_LONG, 0), transfers.takeArrivals());
        ledger.add(event);
        ClStatus.check(commands.flush(queue), "clFlush");
        return event;
    }

    @Override
    public void waitFor(GpuEvent event) {
        checkUsable();
        OpenClEvent other = (OpenClEvent) event;
        if (other.stream() != this) {
            ledger.waitFor(queue, other, scratch, order.another());
            transfers.later(other::isDone);
        }
    }

    @Override
    public void await() {
        checkUsable();
        finish();
        OctavoException known = failure;
        if (known != null) {
            throw known;
        }
    }

    private void finish() {
        int status = commands.finish(queue);
        ledger.finishAll(this);
        transfers.takeArrivals().forEach(Runnable::run);
        if (status != CL.CL_SUCCESS) {
            fail(ClStatus.exception(status, "waiting for a queue"));
        }
    }

    @Override
    public void close() {
        if (closed) {
            return;
        }
        closed = true;
        finish();
        launches.close();
        order.close();
        CL.clReleaseCommandQueue(object);
        blocks.close();
        arena.close();
        driver.forget(this);
    }
}
