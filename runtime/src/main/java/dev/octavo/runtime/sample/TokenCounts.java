package dev.octavo.runtime.sample;

import java.util.Arrays;

/**
 * How often each token occurs in the output, and which tokens occur in the prompt: a small open-addressing table, kept up to date token by token, so penalties
 * touch only the tokens that were seen. Not thread-safe.
 */
final class TokenCounts {

    private static final int EMPTY = -1;

    private int[] tokens;
    private int[] counts;
    private int used;

    /** The tokens of a prompt, none of them in the output yet. */
    TokenCounts(int[] prompt) {
        tokens = new int[tableSize(Math.min(prompt.length, 4096) + 16)];
        counts = new int[tokens.length];
        Arrays.fill(tokens, EMPTY);
        for (int token : prompt) {
            slot(token);
        }
    }

    /** Counts a token of the output. */
    void add(int token) {
        int at = slot(token); // may replace the arrays
        counts[at]++;
    }

    /** Divides positive logits and multiplies others by the repetition penalty; then subtracts frequency times count, and presence for each token of the output. */
    void penalise(float[] logits, float repetition, float frequency, float presence) {
        for (int i = 0; i < tokens.length; i++) {
            int token = tokens[i];
            if (token == EMPTY) {
                continue;
            }
            float logit = logits[token];
            logit = logit > 0 ? logit / repetition : logit * repetition;
            if (counts[i] > 0) {
                logit -= frequency * counts[i];
                logit -= presence;
            }
            logits[token] = logit;
        }
    }

    private int slot(int token) {
        int at = find(token);
        if (tokens[at] == EMPTY) {
            if (2 * (used + 1) > tokens.length) {
                grow();
                at = find(token);
            }
            tokens[at] = token;
            used++;
        }
        return at;
    }

    private int find(int token) {
        int mask = tokens.length - 1;
        int at = ((token * 0x9E3779B9) >>> 7) & mask;
        while (tokens[at] != EMPTY && tokens[at] != token) {
            at = (at + 1) & mask;
        }
        return at;
    }

    private void grow() {
        int[] oldTokens = tokens;
        int[] oldCounts = counts;
        tokens = new int[oldTokens.length * 2];
        counts = new int[tokens.length];
        Arrays.fill(tokens, EMPTY);
        for (int i = 0; i < oldTokens.length; i++) {
            if (oldTokens[i] != EMPTY) {
                int at = find(oldTokens[i]);
                tokens[at] = oldTokens[i];
                counts[at] = oldCounts[i];
            }
        }
    }

    private static int tableSize(int entries) {
        return Integer.highestOneBit(entries * 2 - 1) * 2;
    }
}
