package dev.octavo.benchmarks.ceiling;

import java.util.Arrays;

/**
 * Two things measured in turn.
 *
 * @param first median seconds of the first
 * @param second median seconds of the second
 */
record InTurn(double first, double second) {

    private static final double SHORTEST = 0.1;
    private static final long PAUSE_MILLIS = 150;

    /** Each runs for a tenth of a second or once, whichever takes longer, and so on for some rounds; a first round does not count. */
    static InTurn of(int rounds, Runnable first, Runnable second) {
        double[] ours = new double[rounds];
        double[] theirs = new double[rounds];
        time(first);
        time(second);
        for (int i = 0; i < rounds; i++) {
            ours[i] = time(first);
            theirs[i] = time(second);
        }
        Arrays.sort(ours);
        Arrays.sort(theirs);
        return new InTurn(ours[rounds / 2], theirs[rounds / 2]);
    }

    private static double time(Runnable work) {
        pause();
        long start = System.nanoTime();
        int runs = 0;
        double seconds;
        do {
            work.run();
            runs++;
            seconds = (System.nanoTime() - start) * 1e-9;
        } while (seconds < SHORTEST);
        return seconds / runs;
    }

    /** Threads of a library may wait busily for their next work, at the cost of who comes next. */
    private static void pause() {
        try {
            Thread.sleep(PAUSE_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }

    /** What the first did each second. */
    double ours(double amount) {
        return amount / first;
    }

    /** What the second did each second. */
    double theirs(double amount) {
        return amount / second;
    }
}
