package dev.octavo.conformance.reference;

import dev.octavo.spi.CommandGraph;
import dev.octavo.spi.DeviceBuffer;
import dev.octavo.spi.Fence;
import java.lang.foreign.MemorySegment;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A right queue that runs commands later, on a thread of its own; faults of timing show on it. */
class AsyncQueue extends ReferenceQueue {

    private final BlockingQueue<Runnable> commands = new LinkedBlockingQueue<>();
    private final Thread worker;
    private volatile boolean stopped;
    private volatile @Nullable RuntimeException failure;

    AsyncQueue(ReferenceBackend owner) {
        super(owner);
        this.worker = Thread.ofPlatform().daemon().name("async-queue").start(this::work);
    }

    private void work() {
        try {
            while (!stopped || !commands.isEmpty()) {
                Runnable command = commands.poll(5, TimeUnit.MILLISECONDS);
                if (command != null) {
                    runOne(command);
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void runOne(Runnable command) {
        try {
            command.run();
        } catch (RuntimeException e) {
            failure = e;
        }
    }

    @Override
    public boolean isAsynchronous() {
        return true;
    }

    @Override
    void enqueue(Runnable command) {
        commands.add(command);
    }

    @Override
    public void download(DeviceBuffer source, long sourceOffset, MemorySegment target) {
        requireOpen();
        Objects.checkFromIndexSize(sourceOffset, target.byteSize(), source.byteSize());
        ReferenceBuffer.readable(owner(), source);
        enqueue(() -> super.download(source, sourceOffset, target));
    }

    @Override
    public void launch(CommandGraph graph) {
        requireOpen();
        if (!(graph instanceof ReferenceGraph own) || own.owner() != owner()) {
            throw new IllegalArgumentException("a graph of another backend");
        }
        own.requireOpen();
        enqueue(own::run);
    }

    @Override
    public Fence signal() {
        requireOpen();
        AsyncFence fence = new AsyncFence(owner());
        enqueue(fence.latch()::countDown);
        return fence;
    }

    @Override
    public void waitFor(Fence fence) {
        requireOpen();
        if (!(fence instanceof AsyncFence own) || own.owner() != owner()) {
            throw new IllegalArgumentException("a fence of another backend");
        }
        enqueue(() -> own.await(Duration.ofMinutes(1)));
    }

    @Override
    public void await() {
        requireOpen();
        AsyncFence fence = (AsyncFence) signal();
        fence.await(Duration.ofMinutes(1));
        RuntimeException failed = failure;
        failure = null;
        if (failed != null) {
            throw failed;
        }
    }

    /** Waits for all commands, then ends the thread. */
    @Override
    void release() {
        stopped = true;
        try {
            worker.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Drops what has not run, and ends the thread. */
    void abandon() {
        commands.clear();
        stopped = true;
    }

    /** A point in a queue. */
    record AsyncFence(ReferenceBackend owner, CountDownLatch latch) implements Fence {

        AsyncFence(ReferenceBackend owner) {
            this(owner, new CountDownLatch(1));
        }

        @Override
        public boolean isDone() {
            return latch.getCount() == 0;
        }

        @Override
        public boolean await(Duration timeout) {
            try {
                return latch.await(timeout.toNanos(), TimeUnit.NANOSECONDS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return false;
            }
        }
    }
}
