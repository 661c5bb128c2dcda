package dev.octavo.simulator.run;

import dev.octavo.simulator.workload.TraceRequest;

/** What was seen so far, by index of the request. */
final class RunRecord {

    final double[] ttft;
    final double[] tpot;
    final double[] endToEnd;
    final LogHistogram gaps = new LogHistogram();
    int finished;
    long promptTokens;
    long outputTokens;
    long cachedTokens;
    long computedTokens;
    long steps;
    double busySeconds;

    RunRecord(int requests) {
        ttft = new double[requests];
        tpot = new double[requests];
        endToEnd = new double[requests];
    }

    void stepped(double seconds, long tokens) {
        steps++;
        busySeconds += seconds;
        computedTokens += tokens;
    }

    /** A token came, so long after the one before; negative for a first one. */
    void token(double gap) {
        outputTokens++;
        if (gap >= 0) {
            gaps.add(gap);
        }
    }

    void finished(int index, TraceRequest request, double first, double last, int outputs, int cached) {
        finished++;
        promptTokens += request.promptTokens();
        cachedTokens += cached;
        ttft[index] = first - request.arrival();
        endToEnd[index] = last - request.arrival();
        tpot[index] = outputs > 1 ? (last - first) / (outputs - 1) : Double.NaN;
    }
}
