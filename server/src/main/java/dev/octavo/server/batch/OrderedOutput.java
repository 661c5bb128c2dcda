package dev.octavo.server.batch;

import java.io.IOException;
import java.io.OutputStream;
import java.util.HashMap;
import java.util.Map;

/** Writes lines in the order of their numbers, whichever is ready first. Holds as many as are under way, no more. Safe for use by any number of threads. */
final class OrderedOutput {

    private final OutputStream out;
    private final Map<Long, byte[]> ready = new HashMap<>();
    private long next;

    OrderedOutput(OutputStream out) {
        this.out = out;
    }

    /** @param index from 0, without gaps */
    synchronized void write(long index, byte[] line) throws IOException {
        ready.put(index, line);
        boolean wrote = false;
        for (byte[] due = ready.remove(next); due != null; due = ready.remove(next)) {
            out.write(due);
            out.write('\n');
            next++;
            wrote = true;
        }
        if (wrote) {
            out.flush();
        }
    }
}
