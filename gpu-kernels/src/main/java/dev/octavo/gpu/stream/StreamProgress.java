package dev.octavo.gpu.stream;

import dev.octavo.spi.DeviceException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How far a stream has come. Points are numbered; whoever looks first at a point that was reached hands out what was waiting for it: bytes for targets on the heap, and staged blocks. Native
 * events are used again, so that signalling makes none in the long run. Any thread may look.
 */
final class StreamProgress {

    private final DeviceContext context;
    private final Handle stream;
    private final StagedBlocks staged;
    private final Deque<Mark> ahead = new ArrayDeque<>();
    private final Deque<Mark> spare = new ArrayDeque<>();
    private final List<StagedBlock> unmarked = new ArrayList<>();
    private long last;
    private volatile long reached;
    private volatile @Nullable DeviceException failure;
    private boolean closed;

    StreamProgress(DeviceContext context, Handle stream, StagedBlocks staged) {
        this.context = context;
        this.stream = stream;
        this.staged = staged;
    }

    /** A block for a transfer that is about to be enqueued. Waits if there are too many under way. */
    StagedBlock block(long bytes) {
        while (true) {
            long waitFor;
            synchronized (this) {
                look();
                if (staged.isAvailable(bytes)) {
                    StagedBlock block = staged.take(bytes);
                    unmarked.add(block);
                    return block;
                }
                waitFor = ahead.isEmpty() ? mark() : ahead.getFirst().number;
            }
            Patience.await(() -> isReached(waitFor), Long.MAX_VALUE);
            throwFailure();
        }
    }

    /** A point behind all that was enqueued so far. */
    synchronized long mark() {
        Mark mark = spare.poll();
        if (mark == null) {
            mark = new Mark(context.control().createEvent());
        }
        context.commands().record(mark.event, stream);
        mark.number = ++last;
        mark.blocks.addAll(unmarked);
        unmarked.clear();
        ahead.add(mark);
        return mark.number;
    }

    /** Whether a point was reached; also true after a failure. */
    boolean isReached(long number) {
        if (reached >= number) {
            return true;
        }
        synchronized (this) {
            look();
            return reached >= number;
        }
    }

    /** Throws what made a command fail. */
    void throwFailure() {
        DeviceException known = failure;
        if (known != null) {
            throw known;
        }
    }

    /** Makes another stream wait for a point of this one. */
    synchronized void holdBack(Handle other, long number) {
        look();
        for (Mark mark : ahead) {
            if (mark.number == number) {
                context.commands().waitFor(other, mark.event);
                return;
            }
        }
    }

    private void look() {
        try {
            while (!ahead.isEmpty() && context.commands().isReached(ahead.getFirst().event)) {
                retire(ahead.removeFirst());
            }
        } catch (DeviceException e) {
            fail(e);
        }
    }

    private void retire(Mark mark) {
        for (StagedBlock block : mark.blocks) {
            block.complete();
            staged.give(block);
        }
        mark.blocks.clear();
        reached = mark.number;
        spare.push(mark);
    }

    private void fail(DeviceException e) {
        failure = e;
        reached = Long.MAX_VALUE;
        for (Mark mark : ahead) {
            mark.blocks.forEach(StagedBlock::abandon);
        }
    }

    /** Frees events and blocks; the stream has come to its end. */
    synchronized void close() {
        if (closed) {
            return;
        }
        closed = true;
        look();
        reached = Long.MAX_VALUE;
        spare.addAll(ahead);
        for (Mark mark : spare) {
            Quietly.run(() -> context.control().destroyEvent(mark.event));
        }
        ahead.clear();
        spare.clear();
        staged.close();
    }
}
