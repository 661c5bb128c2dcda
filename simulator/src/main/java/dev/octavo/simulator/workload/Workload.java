package dev.octavo.simulator.workload;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;

/**
 * Makes traces: requests with random lengths, with prefixes that groups share, and with conversations of several turns. Equal seeds give equal traces.
 *
 * @param requests in all
 * @param arrivals of first turns; later ones follow after thinking, whether or not the one before was answered (open loop)
 * @param input new tokens of each turn, the shared prefix not included
 * @param output tokens to generate
 * @param prefixGroups groups of requests that share a prefix; at least 1
 * @param prefixTokens length of a shared prefix; 0 for none
 * @param turns of a conversation; 1 for independent requests
 * @param thinkSeconds mean of the exponential time between turns
 */
public record Workload(
        int requests,
        ArrivalProcess arrivals,
        LengthRange input,
        LengthRange output,
        int prefixGroups,
        int prefixTokens,
        int turns,
        double thinkSeconds) {

    /** Checks the counts. */
    public Workload {
        if (requests < 1 || prefixGroups < 1 || prefixTokens < 0 || turns < 1 || !(thinkSeconds >= 0)) {
            throw new IllegalArgumentException("a workload needs requests, groups and turns, and no negative lengths");
        }
    }

    /** Independent requests. */
    public static Workload random(int requests, ArrivalProcess arrivals, LengthRange input, LengthRange output) {
        return new Workload(requests, arrivals, input, output, 1, 0, 1, 0);
    }

    /** The trace in the order of arrival. */
    public List<TraceRequest> trace(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        List<TraceRequest> trace = new ArrayList<>(requests);
        double now = 0;
        for (long stream = 0; trace.size() < requests; stream++) {
            now += arrivals.gap(random);
            converse(trace, now, stream, random);
        }
        trace.sort(Comparator.comparingDouble(TraceRequest::arrival));
        return trace;
    }

    private void converse(List<TraceRequest> trace, double start, long stream, RandomGenerator random) {
        long group = random.nextInt(prefixGroups);
        int history = prefixTokens;
        double arrival = start;
        for (int turn = 0; turn < turns && trace.size() < requests; turn++) {
            int prompt = history + input.draw(random);
            int generated = output.draw(random);
            trace.add(new TraceRequest(arrival, prompt, generated, group, prefixTokens, stream + 1, 0));
            history = prompt + generated;
            arrival += -thinkSeconds * Math.log(1 - random.nextDouble());
        }
    }
}
