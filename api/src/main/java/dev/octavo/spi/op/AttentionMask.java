package dev.octavo.spi.op;

/**
 * Which keys a query sees. Query i of a sequence with {@code q} queries and {@code s} tokens stands at position {@code s - q + i}.
 */
public sealed interface AttentionMask {

    /**
     * Keys at positions not after the query's.
     *
     * @param window if above 0, only the last {@code window} of those, the query's own included (sliding window)
     */
    record Causal(int window) implements AttentionMask {
        /** All earlier keys. */
        public Causal() {
            this(0);
        }
    }

    /** All keys of the sequence. */
    record Bidirectional() implements AttentionMask {}
}
