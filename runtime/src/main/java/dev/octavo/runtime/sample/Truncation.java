package dev.octavo.runtime.sample;

/**
 * Turns candidates into weights and drops unlikely ones: min_p, then top_k (ties with the k-th are kept), then top_p over what is left. Reuses its arrays; not thread-safe.
 */
final class Truncation {

    private static final float SHARE_UNIT = 0x1p32f;

    private final FastExp exponential = new FastExp();
    private final Candidates candidates;
    private final BlockSums sums;
    private final float[] weights;
    private final float[] scratch;
    private final long[] keys;
    private float leastLogit;
    private long leastKey;
    private boolean minP;

    Truncation(int vocabulary) {
        candidates = new Candidates(vocabulary);
        sums = new BlockSums(vocabulary);
        weights = new float[vocabulary];
        scratch = new float[vocabulary];
        keys = new long[vocabulary];
    }

    /** What was not dropped before weights were computed. */
    Candidates candidates() {
        return candidates;
    }

    /** Weights by candidate; 0 for what is dropped. Proportional to probabilities. */
    float[] weights() {
        return weights;
    }

    /** The sum of all weights. */
    double total() {
        return BlockSums.weight(sums.total(weights, candidates.count()));
    }

    /** The token at a share of the total weight: {@code random * 2^-53} of it. */
    int draw(long random) {
        long total = sums.total(weights, candidates.count());
        long target = Math.unsignedMultiplyHigh(total, random << (Long.SIZE - CounterRandom.BITS));
        return candidates.token(sums.find(weights, candidates.count(), target));
    }

    /**
     * Fills {@link #weights()}.
     *
     * @param logits finite or minus infinity, not divided by the temperature
     * @param scan of these very logits
     * @param highest the greatest of them, finite
     */
    void apply(float[] logits, int vocabulary, RowScan scan, float highest, SamplingParams params) {
        boolean topK = params.topK() > 0 && params.topK() < vocabulary;
        candidates.pick(logits, vocabulary, scan, bound(scan, highest, topK, params));
        float[] values = candidates.logits();
        int count = candidates.count();
        exponential.weights(values, params.temperature(), highest / params.temperature(), weights, count);
        minP = params.minP() > 0;
        leastLogit = Float.NEGATIVE_INFINITY;
        leastKey = Long.MIN_VALUE;
        if (minP) {
            dropBelow(weights, params.minP(), count);
        }
        if (topK && params.topK() < count) {
            leastLogit = Selection.kthLargest(values, count, params.topK(), scratch);
            dropBelow(values, leastLogit, count);
        }
        if (params.topP() < 1) {
            keepNucleus(vocabulary, scan, highest, params);
        }
    }

    /** What every kept logit reaches. A little less than min_p asks for, since weights are what decides. */
    private static float bound(RowScan scan, float highest, boolean topK, SamplingParams params) {
        float byRank = topK ? scan.leastOfTop(params.topK()) : Float.NEGATIVE_INFINITY;
        float byShare =
                params.minP() > 0 ? logitOf(params.minP(), highest, params.temperature()) : Float.NEGATIVE_INFINITY;
        return Math.max(byRank, byShare);
    }

    /** Whether a candidate is still possible; unlike its weight this does not vanish where a probability is too small for f32. */
    boolean keeps(int candidate) {
        float logit = candidates.logits()[candidate];
        return logit >= leastLogit && Selection.key(logit, candidate) >= leastKey && (!minP || weights[candidate] > 0);
    }

    private void dropBelow(float[] values, float least, int count) {
        for (int i = 0; i < count; i++) {
            weights[i] = values[i] < least ? 0 : weights[i];
        }
    }

    private void keepNucleus(int vocabulary, RowScan scan, float highest, SamplingParams params) {
        float[] values = candidates.logits();
        int count = candidates.count();
        long total = sums.total(weights, count);
        // Candidates this unlikely cannot reach the dropped share even all together; a little less, because this is
        // rounded.
        double hopeless = (1.0 - params.topP()) * BlockSums.weight(total) / vocabulary * (1 - 0x1p-20);
        int hopeful = candidates.sparse()
                ? gather(values, 0, count, hopeless, 0)
                : gatherBlocks(values, vocabulary, scan, hopeless, logitOf(hopeless, highest, params.temperature()));
        leastKey = Selection.nucleus(keys, hopeful, weights, mass(total, params.topP()));
        float least = values[(int) leastKey];
        dropBelow(values, least, count);
        for (int i = 0; i < hopeful; i++) {
            if (keys[i] < leastKey) {
                weights[(int) keys[i]] = 0;
            }
        }
    }

    /** What the tokens before the last one that is kept weigh less than; the share is cut off to 32 bits. */
    private static long mass(long total, float topP) {
        long share = (long) (topP * SHARE_UNIT) << 32;
        long mass = Math.unsignedMultiplyHigh(total, share) + (total * share != 0 ? 1 : 0);
        return Math.max(1, mass);
    }

    private int gatherBlocks(float[] values, int vocabulary, RowScan scan, double hopeless, float bound) {
        int hopeful = 0;
        for (int block = 0; block < scan.blocks(); block++) {
            if (scan.blockHighest(block) >= bound) {
                int end = Math.min(vocabulary, (block + 1) * RowScan.BLOCK);
                hopeful = gather(values, block * RowScan.BLOCK, end, hopeless, hopeful);
            }
        }
        return hopeful;
    }

    private int gather(float[] values, int from, int to, double hopeless, int gathered) {
        int hopeful = gathered;
        for (int i = from; i < to; i++) {
            if (weights[i] > hopeless) {
                keys[hopeful++] = Selection.key(values[i], i);
            }
        }
        return hopeful;
    }

    /** A logit that weighs a little less than so much. A little, since weights are what decides. */
    private static float logitOf(double weight, float highest, float temperature) {
        return (float) (highest + temperature * (Math.log(weight) - 1e-3) - 1e-5 * Math.abs(highest));
    }
}
