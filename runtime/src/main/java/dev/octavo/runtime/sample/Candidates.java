package dev.octavo.runtime.sample;

/**
 * The tokens that can still be chosen, with their logits: either a few that were picked out of a row, rising, or all of them. Most rows that ask for top_k or min_p leave a few
 * dozen tokens, and looking only into blocks whose greatest logit is high enough finds them without touching the rest. Reuses its arrays; not thread-safe.
 */
final class Candidates {

    private final int[] tokens;
    private final float[] picked;
    private float[] all = {};
    private int count;
    private boolean sparse;

    Candidates(int vocabulary) {
        tokens = new int[Math.max(1, vocabulary / 8)];
        picked = new float[tokens.length];
    }

    /**
     * Picks the tokens whose logits are not below a bound; takes all tokens if they are too many for that to pay.
     *
     * @param scan of these very logits
     */
    void pick(float[] logits, int vocabulary, RowScan scan, float bound) {
        all = logits;
        count = vocabulary;
        sparse = bound > Float.NEGATIVE_INFINITY && fill(logits, vocabulary, scan, bound);
    }

    private boolean fill(float[] logits, int vocabulary, RowScan scan, float bound) {
        int found = 0;
        for (int block = 0; block < scan.blocks(); block++) {
            if (scan.blockHighest(block) < bound) {
                continue;
            }
            int end = Math.min(vocabulary, (block + 1) * RowScan.BLOCK);
            for (int token = block * RowScan.BLOCK; token < end; token++) {
                if (logits[token] >= bound) {
                    if (found == tokens.length) {
                        return false;
                    }
                    tokens[found] = token;
                    picked[found++] = logits[token];
                }
            }
        }
        count = found;
        return true;
    }

    int count() {
        return count;
    }

    /** Logits by candidate; only read. */
    float[] logits() {
        return sparse ? picked : all;
    }

    /** Which token a candidate is. */
    int token(int candidate) {
        return sparse ? tokens[candidate] : candidate;
    }

    /** Whether only some tokens are candidates. */
    boolean sparse() {
        return sparse;
    }
}
