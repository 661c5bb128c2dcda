package dev.octavo.simulator.run;

import dev.octavo.runtime.kv.HashChain;
import dev.octavo.runtime.schedule.Sequence;
import dev.octavo.simulator.workload.TraceRequest;
import org.jspecify.annotations.Nullable;

/** A request that runs: the scheduler's sequence, and when its tokens came. */
final class SimulatedSequence extends Sequence {

    private final TraceRequest request;
    private final int index;
    private double firstToken;
    private double lastToken;

    SimulatedSequence(TraceRequest request, int index, @Nullable HashChain chain) {
        super(request.prompt(), request.priority(), index, 0, false, chain);
        this.request = request;
        this.index = index;
    }

    TraceRequest request() {
        return request;
    }

    int index() {
        return index;
    }

    double firstToken() {
        return firstToken;
    }

    double lastToken() {
        return lastToken;
    }

    boolean over() {
        return isLast(length());
    }

    @Override
    protected boolean isLast(int lengthThen) {
        return lengthThen - promptLength() >= request.outputTokens();
    }

    /** Adds a token that came at a time; returns the gap to the one before, or a negative number for the first. */
    double accept(double now) {
        boolean first = outputLength() == 0;
        append(request.token(length()));
        double gap = first ? -1 : now - lastToken;
        if (first) {
            firstToken = now;
        }
        lastToken = now;
        return gap;
    }
}
