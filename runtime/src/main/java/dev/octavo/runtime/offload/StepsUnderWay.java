package dev.octavo.runtime.offload;

import dev.octavo.runtime.execute.ModelRunner;

/** Steps that were launched and not awaited, two at most as {@link ModelRunner#maxStepsInFlight} allows: a ring without allocations. */
final class StepsUnderWay {

    private static final int MOST = 2;

    private final long[] numbers = new long[MOST];
    private final int[] tokens = new int[MOST];
    private final long[] began = new long[MOST];
    private long first;
    private long behind;
    private long lastEnd = Long.MIN_VALUE;

    void launched(long number, int stepTokens, long now) {
        int at = (int) (behind++ % MOST);
        numbers[at] = number;
        tokens[at] = stepTokens;
        began[at] = now;
    }

    private int at() {
        return (int) (first % MOST);
    }

    /** The number of the first one. */
    long number() {
        return numbers[at()];
    }

    /** Tokens of the first one. */
    int tokens() {
        return tokens[at()];
    }

    /** The first one is done; returns the nanoseconds since it could run: since its launch, or the end of the step before it. */
    long awaited(long now) {
        long start = Math.max(began[at()], lastEnd);
        first++;
        lastEnd = now;
        return now - start;
    }

    /** The first one failed. */
    void failed() {
        first++;
    }
}
