package dev.octavo.simulator.workload;

/**
 * A request of a trace. Tokens are not stored: position {@code p} holds a token that depends on the prefix group alone where {@code p < prefixTokens}, and on the stream behind
 * it. Requests of one stream are turns of one conversation: a later prompt repeats the earlier ones and their outputs.
 *
 * @param arrival seconds after the start
 * @param promptTokens at least 1
 * @param outputTokens at least 1
 * @param prefixGroup who shares the leading tokens
 * @param prefixTokens leading tokens that depend on the group alone, at most {@code promptTokens}
 * @param stream whose tokens follow; a number of its own for a request that continues nothing
 * @param priority lower goes first under the priority policy
 */
public record TraceRequest(
        double arrival,
        int promptTokens,
        int outputTokens,
        long prefixGroup,
        int prefixTokens,
        long stream,
        int priority) {

    /** Checks the lengths. */
    public TraceRequest {
        if (!(arrival >= 0) || Double.isInfinite(arrival)) {
            throw new IllegalArgumentException("arrival must be a time from 0 on, but is " + arrival);
        }
        if (promptTokens < 1 || outputTokens < 1) {
            throw new IllegalArgumentException(
                    "a request needs a prompt and an output token, but has " + promptTokens + " and " + outputTokens);
        }
        if (prefixTokens < 0 || prefixTokens > promptTokens) {
            throw new IllegalArgumentException(
                    "prefixTokens must be within the prompt of " + promptTokens + ", but is " + prefixTokens);
        }
    }

    /** The same request at another time. */
    public TraceRequest at(double seconds) {
        return new TraceRequest(seconds, promptTokens, outputTokens, prefixGroup, prefixTokens, stream, priority);
    }

    /** The token at a position of prompt and output. */
    public int token(int position) {
        long source = position < prefixTokens ? ~prefixGroup * 0x9E3779B97F4A7C15L : stream;
        return (int) (mix(source * 0xD1342543DE82EF95L + position) >>> 33);
    }

    /** The prompt. */
    public int[] prompt() {
        int[] tokens = new int[promptTokens];
        for (int i = 0; i < promptTokens; i++) {
            tokens[i] = token(i);
        }
        return tokens;
    }

    /** The finaliser of SplitMix64 (Steele, Lea, Flood 2014, doi:10.1145/2714064.2660195). */
    private static long mix(long value) {
        long z = (value ^ (value >>> 30)) * 0xBF58476D1CE4E5B9L;
        z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
        return z ^ (z >>> 31);
    }
}
