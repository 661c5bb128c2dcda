package dev.octavo.benchmarks.ceiling;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;

/** Reads memory that no cache holds, with some threads at once, and does next to nothing with it. */
public final class ReadLoop {

    private static final int WORDS = 1 << 25;

    private final long[][] parts;
    private final LongAdder sum = new LongAdder();

    /** So many threads, 256 MiB for each. */
    public ReadLoop(int threads) {
        parts = new long[threads][WORDS];
        for (long[] part : parts) {
            Arrays.setAll(part, i -> i);
        }
    }

    /** Bytes of one pass. */
    public double bytes() {
        return (double) Long.BYTES * WORDS * parts.length;
    }

    /** One pass over all of it. */
    public void run() {
        List<Thread> threads = new ArrayList<>();
        for (long[] part : parts) {
            threads.add(Thread.ofPlatform().start(() -> sum.add(sum(part))));
        }
        threads.forEach(ReadLoop::join);
    }

    private static long sum(long[] part) {
        long a = 0;
        long b = 0;
        long c = 0;
        long d = 0;
        for (int i = 0; i < part.length; i += 4) {
            a += part[i];
            b += part[i + 1];
            c += part[i + 2];
            d += part[i + 3];
        }
        return a + b + c + d;
    }

    private static void join(Thread thread) {
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }
}
