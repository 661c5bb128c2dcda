package dev.octavo.server.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Prompts of random token ids.
 *
 * @param prompt token ids
 * @param outputTokens tokens to be generated
 */
public record RandomPrompts(int[] prompt, int outputTokens) {

    /**
     * Some prompts.
     *
     * @param rangeRatio lengths are uniform within {@code length * (1 - ratio) .. length * (1 + ratio)}
     * @param sharedPrefix tokens at the beginning that all prompts have in common
     */
    public static List<RandomPrompts> make(
            int count,
            int inputTokens,
            int outputTokens,
            double rangeRatio,
            int sharedPrefix,
            int vocabulary,
            long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        int[] common = ids(random, sharedPrefix, vocabulary);
        List<RandomPrompts> prompts = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            int[] own = ids(random, length(random, inputTokens, rangeRatio), vocabulary);
            int[] prompt = java.util.Arrays.copyOf(common, common.length + own.length);
            System.arraycopy(own, 0, prompt, common.length, own.length);
            prompts.add(new RandomPrompts(prompt, length(random, outputTokens, rangeRatio)));
        }
        return prompts;
    }

    private static int length(SplittableRandom random, int length, double ratio) {
        int low = (int) Math.max(1, Math.floor(length * (1 - ratio)));
        int high = (int) Math.max(low, Math.ceil(length * (1 + ratio)));
        return random.nextInt(low, high + 1);
    }

    private static int[] ids(SplittableRandom random, int count, int vocabulary) {
        int[] ids = new int[count];
        for (int i = 0; i < count; i++) {
            ids[i] = random.nextInt(vocabulary);
        }
        return ids;
    }
}
