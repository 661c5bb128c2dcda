package dev.octavo.backend.opencl;

import dev.octavo.backend.opencl.ffi.ClCommands;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * Barriers of a queue that is out of order. Each waits for the events of the commands since the last one, and that one's own: a barrier for all commands before it means the same, but PoCL then looks at
 * every command that has not run yet, for each of them again.
 */
final class EventBarriers implements Order.Barrier {

    /** Commands between two barriers; behind so many there is one in any case. */
    private static final int MOST = 64;

    private final ClCommands commands;
    private final long queue;
    private final MemorySegment events;
    private final MemorySegment made;
    private int count;

    EventBarriers(ClCommands commands, long queue, Arena arena) {
        this.commands = commands;
        this.queue = queue;
        events = arena.allocate(ValueLayout.JAVA_LONG, MOST);
        made = arena.allocate(ValueLayout.JAVA_LONG);
    }

    @Override
    public void enqueue() {
        settle();
        ClStatus.check(commands.barrier(queue, count, list(), made.address()), "enqueueing a barrier");
        release();
        events.setAtIndex(ValueLayout.JAVA_LONG, 0, made.get(ValueLayout.JAVA_LONG, 0));
        count = 1;
    }

    @Override
    public long next() {
        settle();
        if (count == MOST) {
            enqueue();
        }
        events.setAtIndex(ValueLayout.JAVA_LONG, count, 0);
        return events.address() + (long) Long.BYTES * count++;
    }

    @Override
    public void mark(long event) {
        settle();
        ClStatus.check(commands.marker(queue, count, list(), event), "enqueueing a marker");
    }

    /** A command that was refused has left no event. */
    private void settle() {
        if (count > 0 && events.getAtIndex(ValueLayout.JAVA_LONG, count - 1) == 0) {
            count--;
        }
    }

    private long list() {
        return count == 0 ? 0 : events.address();
    }

    private void release() {
        for (int i = 0; i < count; i++) {
            commands.release(events.getAtIndex(ValueLayout.JAVA_LONG, i));
        }
        count = 0;
    }

    @Override
    public void close() {
        settle();
        release();
    }
}
