package dev.octavo.conformance.fork;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;

/** The end of what a process has printed. Reads all of it, so that the process never waits, and keeps the last few thousand bytes. */
final class LastWords {

    private static final int KEPT = 4096;

    private final byte[] ring = new byte[KEPT];
    private long written;
    private final Thread reader;

    LastWords(InputStream output) {
        reader = Thread.ofVirtual().start(() -> read(output));
    }

    private void read(InputStream output) {
        byte[] buffer = new byte[8192];
        try (output) {
            int count = output.read(buffer);
            while (count >= 0) {
                keep(buffer, count);
                count = output.read(buffer);
            }
        } catch (IOException e) {
            // The process has ended while it was read; what was kept is all that there is.
        }
    }

    private synchronized void keep(byte[] bytes, int count) {
        for (int i = 0; i < count; i++) {
            ring[(int) (written++ % KEPT)] = bytes[i];
        }
    }

    /** Waits a little for the end of the output, and forgets it after that. */
    String take() {
        try {
            reader.join(java.time.Duration.ofSeconds(5));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return text();
    }

    private synchronized String text() {
        int length = (int) Math.min(written, KEPT);
        byte[] bytes = new byte[length];
        for (int i = 0; i < length; i++) {
            bytes[i] = ring[(int) ((written - length + i) % KEPT)];
        }
        return new String(bytes, StandardCharsets.UTF_8).strip();
    }
}
