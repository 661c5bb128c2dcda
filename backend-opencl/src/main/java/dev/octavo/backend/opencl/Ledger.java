package dev.octavo.backend.opencl;

import dev.octavo.backend.opencl.ffi.ClCommands;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayDeque;

/**
 * Events of a device's streams that were not yet seen to be reached, and what follows on the host when they are: bytes go to arrays, host memory is given back. Whoever first sees an
 * event that is reached does it, for that event and all before it in its stream. One lock serves all streams of a device, since a stream may wait for another.
 */
final class Ledger {

    private final ClCommands commands;
    private final MemorySegment status;

    Ledger(ClCommands commands, Arena arena) {
        this.commands = commands;
        status = arena.allocate(ValueLayout.JAVA_INT);
    }

    synchronized void add(ArrayDeque<OpenClEvent> open, OpenClEvent event) {
        open.add(event);
    }

    /** Whether an event was reached; then everything that follows from it has been done. */
    synchronized boolean settle(OpenClEvent event) {
        if (event.handle == 0) {
            return true;
        }
        if (!reached(event)) {
            return false;
        }
        ArrayDeque<OpenClEvent> open = event.stream().open();
        OpenClEvent first;
        do {
            first = open.removeFirst();
            if (first != event) {
                reached(first);
            }
            finish(first);
        } while (first != event);
        return true;
    }

    /** Gives up what is known to be reached at the front of a stream's list. */
    synchronized void tidy(ArrayDeque<OpenClEvent> open) {
        OpenClEvent first = open.peekFirst();
        while (first != null && reached(first)) {
            open.removeFirst();
            finish(first);
            first = open.peekFirst();
        }
    }

    /** Gives up all events of a stream that has nothing more to do. Returns the first failure's status, or 0. */
    synchronized int finishAll(ArrayDeque<OpenClEvent> open) {
        int failure = 0;
        OpenClEvent next;
        while ((next = open.pollFirst()) != null) {
            reached(next);
            finish(next);
            failure = failure == 0 ? Math.min(0, next.status) : failure;
        }
        return failure;
    }

    /** Makes a queue wait for an event that is still ahead. */
    synchronized void waitFor(long queue, OpenClEvent event, MemorySegment scratch) {
        if (!settle(event)) {
            scratch.set(ValueLayout.JAVA_LONG, 0, event.handle);
            ClStatus.check(commands.waitFor(queue, scratch.address()), "clEnqueueBarrierWithWaitList");
        }
    }

    private boolean reached(OpenClEvent event) {
        int answer = commands.eventStatus(event.handle, status.address());
        event.status = answer == 0 ? status.get(ValueLayout.JAVA_INT, 0) : answer;
        return event.status <= 0;
    }

    private void finish(OpenClEvent event) {
        commands.release(event.handle);
        event.handle = 0;
        event.arrivals.forEach(Runnable::run);
    }
}
