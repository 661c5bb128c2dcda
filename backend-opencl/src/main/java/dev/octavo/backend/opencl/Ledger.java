package dev.octavo.backend.opencl;

import dev.octavo.backend.opencl.ffi.ClCommands;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayDeque;
import org.jocl.CL;

/**
 * Events of a device's streams that were not yet seen to be reached, and what follows on the host when they are: bytes go to arrays, host memory is given back. Whoever first sees an
 * event that is reached does it, for that event and all before it in its stream. One lock serves all streams of a device, since a stream may wait for another.
 */
final class Ledger {

    private final ClCommands commands;
    private final MemorySegment scratch;

    Ledger(ClCommands commands, Arena arena) {
        this.commands = commands;
        scratch = arena.allocate(ValueLayout.JAVA_INT);
    }

    /** Notes a new event, and gives up older ones of its stream that are reached. */
    synchronized void add(OpenClEvent event) {
        ArrayDeque<OpenClEvent> open = event.stream().open();
        OpenClEvent first;
        int status;
        while ((first = open.peekFirst()) != null && (status = status(first)) <= 0) {
            open.removeFirst();
            finish(first, status);
        }
        open.add(event);
    }

    /** Whether an event was reached; then everything that follows from it has been done. */
    synchronized boolean settle(OpenClEvent event) {
        if (event.isKnownDone()) {
            return true;
        }
        if (status(event) > 0) {
            return false;
        }
        ArrayDeque<OpenClEvent> open = event.stream().open();
        OpenClEvent first;
        do {
            first = open.removeFirst();
            finish(first, status(first));
        } while (first != event);
        return true;
    }

    /** Gives up all events of a stream that has nothing more to do. */
    synchronized void finishAll(OpenClStream stream) {
        OpenClEvent next;
        while ((next = stream.open().pollFirst()) != null) {
            finish(next, status(next));
        }
    }

    /** Makes a queue wait for an event that is still ahead; the event of that goes to an address, or nowhere if that is 0. */
    synchronized void waitFor(long queue, OpenClEvent event, MemorySegment handle, long made) {
        if (!settle(event)) {
            handle.set(ValueLayout.JAVA_LONG, 0, event.handle());
            ClStatus.check(commands.barrier(queue, 1, handle.address(), made), "enqueueing a wait for another queue");
        }
    }

    /** Positive while an event is ahead, 0 when it was reached, negative when it failed. */
    private int status(OpenClEvent event) {
        int answer = commands.eventStatus(event.handle(), scratch.address());
        return answer == CL.CL_SUCCESS ? scratch.get(ValueLayout.JAVA_INT, 0) : answer;
    }

    private void finish(OpenClEvent event, int status) {
        if (status < 0) {
            event.stream().fail(ClStatus.exception(status, "a command"));
        }
        commands.release(event.handle());
        event.finish(event.stream().failure());
    }
}
