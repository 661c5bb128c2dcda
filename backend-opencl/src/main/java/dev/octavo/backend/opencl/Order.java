package dev.octavo.backend.opencl;

import dev.octavo.backend.opencl.ffi.ClCommands;
import dev.octavo.gpu.driver.Launch;
import dev.octavo.gpu.driver.NativeBuffer;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the order of commands in a queue whose device may take them in any. A barrier stands before a launch that reaches what a launch since the last barrier writes, or writes what one reaches, and
 * between copies and everything else. In a queue that is in order it does nothing.
 */
final class Order implements AutoCloseable {

    /** Buffers that launches between two barriers reach; behind so many comes a barrier. */
    private static final int MOST = 256;

    /** Puts barriers into the queue. */
    interface Barrier extends AutoCloseable {
        /** Later commands wait for earlier ones. */
        void enqueue();

        /** Where the event of the next command goes. */
        long next();

        /** Makes an event, whose handle goes to an address, that is complete when the commands so far are. */
        void mark(long event);

        @Override
        void close();
    }

    private final @Nullable Barrier barrier;
    private final @Nullable NativeBuffer[] buffers;
    private final long[] from;
    private final long[] to;
    private final boolean[] written;
    private int count;

    /** Whether a copy is among the commands since the last barrier. */
    private boolean copied;

    /** @param barrier null for a queue that is in order */
    Order(@Nullable Barrier barrier) {
        this.barrier = barrier;
        int length = barrier == null ? 0 : MOST;
        buffers = new NativeBuffer[length];
        from = new long[length];
        to = new long[length];
        written = new boolean[length];
    }

    /** A launch is enqueued next; its event goes to this address, or nowhere if that is 0. */
    long launch(Launch launch) {
        if (barrier == null) {
            return 0;
        }
        if (copied || count + launch.count() > MOST || meets(launch)) {
            separate(barrier);
        }
        for (int i = 0; i < launch.count(); i++) {
            if (launch.kind(i) == Launch.Kind.BUFFER && count < MOST) {
                buffers[count] = launch.buffer(i);
                from[count] = launch.from(i);
                to[count] = launch.to(i);
                written[count] = launch.isWritten(i);
                count++;
            }
        }
        return barrier.next();
    }

    /** A command that is no launch is enqueued next; its event goes to this address, or nowhere if that is 0. */
    long copy() {
        if (barrier == null) {
            return 0;
        }
        if (copied || count > 0) {
            separate(barrier);
        }
        copied = true;
        return barrier.next();
    }

    /** A command that waits for another queue is enqueued next; its event goes to this address, or nowhere if that is 0. */
    long another() {
        return barrier == null ? 0 : barrier.next();
    }

    /** Makes an event, whose handle goes to an address, that is complete when the commands so far are. */
    void mark(ClCommands commands, long queue, long event) {
        if (barrier == null) {
            ClStatus.check(commands.marker(queue, 0, 0, event), "enqueueing a marker");
        } else {
            barrier.mark(event);
        }
    }

    @Override
    public void close() {
        if (barrier != null) {
            barrier.close();
        }
    }

    private void separate(Barrier own) {
        own.enqueue();
        Arrays.fill(buffers, 0, count, null);
        count = 0;
        copied = false;
    }

    private boolean meets(Launch launch) {
        for (int i = 0; i < launch.count(); i++) {
            if (launch.kind(i) == Launch.Kind.BUFFER && meets(launch, i)) {
                return true;
            }
        }
        return false;
    }

    @SuppressWarnings("ReferenceEquality") // buffers have identity
    private boolean meets(Launch launch, int index) {
        NativeBuffer buffer = launch.buffer(index);
        for (int i = 0; i < count; i++) {
            boolean writes = written[i] || launch.isWritten(index);
            if (writes && buffers[i] == buffer && from[i] < launch.to(index) && launch.from(index) < to[i]) {
                return true;
            }
        }
        return false;
    }
}
