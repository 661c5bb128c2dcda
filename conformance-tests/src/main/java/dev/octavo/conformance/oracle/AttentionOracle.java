package dev.octavo.conformance.oracle;

import dev.octavo.spi.op.AttentionMask;
import dev.octavo.spi.op.AttentionSpec;
import org.jspecify.annotations.Nullable;

/** Attention of one sequence; sequences of a batch do not know of each other. */
public final class AttentionOracle {

    private final AttentionSpec spec;
    private final double @Nullable [] sinks;
    private final double @Nullable [] slopes;

    /**
     * @param sinks {@code [queryHeads]}, where the spec has them
     * @param slopes ALiBi slopes {@code [queryHeads]}, where the spec has them
     */
    public AttentionOracle(AttentionSpec spec, double @Nullable [] sinks, double @Nullable [] slopes) {
        this.spec = spec;
        this.sinks = sinks;
        this.slopes = slopes;
    }

    /**
     * Attends.
     *
     * @param query {@code [queries, queryHeads, keyDim]}
     * @param keys {@code [tokens, kvHeads, keyDim]}
     * @param values {@code [tokens, kvHeads, valueDim]}
     * @return {@code [queries, queryHeads, valueDim]}; zeros for a query that sees no key
     */
    public Tensor run(Tensor query, Tensor keys, Tensor values) {
        int valueDim = values.columns();
        double[] out = new double[query.batch() * spec.queryHeads() * valueDim];
        for (int i = 0; i < query.batch(); i++) {
            int position = keys.batch() - query.batch() + i;
            for (int head = 0; head < spec.queryHeads(); head++) {
                double[] p = probabilities(query, i, head, position, keys);
                accumulate(p, values, head / group(), out, (i * spec.queryHeads() + head) * valueDim);
            }
        }
        return new Tensor(query.batch(), spec.queryHeads(), valueDim, out);
    }

    /** Weight of each key for one query and head; 0 for keys that are not seen. */
    public double[] probabilities(Tensor query, int index, int head, int position, Tensor keys) {
        double[] scores = new double[keys.batch()];
        double max = sinks == null ? Double.NEGATIVE_INFINITY : sinks[head];
        for (int j = 0; j < scores.length; j++) {
            scores[j] = sees(spec.mask(), position, j)
                    ? score(query, index, head, position, keys, j)
                    : Double.NEGATIVE_INFINITY;
            max = Math.max(max, scores[j]);
        }
        if (max == Double.NEGATIVE_INFINITY) {
            return new double[scores.length];
        }
        double sum = sinks == null ? 0 : Math.exp(sinks[head] - max);
        for (int j = 0; j < scores.length; j++) {
            scores[j] = Math.exp(scores[j] - max);
            sum += scores[j];
        }
        for (int j = 0; j < scores.length; j++) {
            scores[j] /= sum;
        }
        return scores;
    }

    /** Whether the query at a position sees the key at another. */
    public static boolean sees(AttentionMask mask, int queryPosition, int keyPosition) {
        return switch (mask) {
            case AttentionMask.Bidirectional() -> true;
            case AttentionMask.Causal(int window) ->
                keyPosition <= queryPosition && (window <= 0 || keyPosition > queryPosition - window);
        };
    }

    private double score(Tensor query, int index, int head, int position, Tensor keys, int keyPosition) {
        int keyDim = query.columns();
        int q = (index * spec.queryHeads() + head) * keyDim;
        int k = (keyPosition * keys.rows() + head / group()) * keyDim;
        double dot = 0;
        for (int d = 0; d < keyDim; d++) {
            dot += query.values()[q + d] * keys.values()[k + d];
        }
        double capped = Functions.softCap(spec.scale() * dot, spec.softCap());
        return slopes == null ? capped : capped + slopes[head] * (keyPosition - position);
    }

    private static void accumulate(double[] p, Tensor values, int kvHead, double[] out, int at) {
        for (int j = 0; j < p.length; j++) {
            // A key that is not seen must not touch the result, whatever its value holds.
            if (p[j] == 0) {
                continue;
            }
            int from = (j * values.rows() + kvHead) * values.columns();
            for (int d = 0; d < values.columns(); d++) {
                out[at + d] += p[j] * values.values()[from + d];
            }
        }
    }

    private int group() {
        return spec.queryHeads() / spec.cache().kvHeads();
    }
}
