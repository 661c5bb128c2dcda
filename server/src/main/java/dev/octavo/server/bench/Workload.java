package dev.octavo.server.bench;

import dev.octavo.spi.UserException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/**
 * Makes prompts as vLLM's benchmarks do.
 */
public sealed interface Workload {

    /**
     * Makes prompts.
     *
     * @param tokens the tokens to choose from
     * @param seed equal seeds give equal prompts
     */
    List<BenchPrompt> prompts(int count, int[] tokens, long seed);

    /** The most tokens that prompt and output can have together. */
    int longest();

    /**
     * Random tokens: {@code --dataset-name random}.
     *
     * @param prefixLength tokens that all prompts begin with
     * @param inputLength tokens of a prompt behind the prefix
     * @param outputLength tokens of an output
     * @param rangeRatio lengths are drawn evenly from {@code length * (1 - ratio)} to {@code length * (1 + ratio)}
     */
    record RandomTokens(int prefixLength, int inputLength, int outputLength, double rangeRatio) implements Workload {

        /** Checks every range; the message names the option. */
        public RandomTokens {
            require(prefixLength >= 0, "--random-prefix-len", prefixLength, "at least 0");
            require(inputLength >= 1, "the input length", inputLength, "at least 1");
            require(outputLength >= 1, "the output length", outputLength, "at least 1");
            require(rangeRatio >= 0 && rangeRatio < 1, "the range ratio", rangeRatio, "from 0 to below 1");
        }

        @Override
        public List<BenchPrompt> prompts(int count, int[] tokens, long seed) {
            SplittableRandom random = new SplittableRandom(seed);
            int[] prefix = draw(random, tokens, prefixLength);
            List<BenchPrompt> prompts = new ArrayList<>(count);
            for (int i = 0; i < count; i++) {
                int[] rest = draw(random, tokens, length(random, inputLength));
                prompts.add(new BenchPrompt(join(prefix, rest), length(random, outputLength)));
            }
            return prompts;
        }

        private int length(SplittableRandom random, int middle) {
            int least = Math.max(1, (int) Math.floor(middle * (1 - rangeRatio)));
            return least + random.nextInt((int) Math.ceil(middle * (1 + rangeRatio)) - least + 1);
        }

        @Override
        public int longest() {
            return prefixLength
                    + (int) Math.ceil(inputLength * (1 + rangeRatio))
                    + (int) Math.ceil(outputLength * (1 + rangeRatio));
        }
    }

    /**
     * Groups of prompts that begin alike: {@code --dataset-name prefix_repetition}.
     *
     * @param prefixLength tokens of a prefix
     * @param suffixLength tokens behind it
     * @param prefixes how many prefixes there are; prompts take them in turn
     * @param outputLength tokens of an output
     */
    record RepeatedPrefixes(int prefixLength, int suffixLength, int prefixes, int outputLength) implements Workload {

        /** Checks every range; the message names the option. */
        public RepeatedPrefixes {
            require(prefixLength >= 1, "--prefix-repetition-prefix-len", prefixLength, "at least 1");
            require(suffixLength >= 0, "--prefix-repetition-suffix-len", suffixLength, "at least 0");
            require(prefixes >= 1, "--prefix-repetition-num-prefixes", prefixes, "at least 1");
            require(outputLength >= 1, "--prefix-repetition-output-len", outputLength, "at least 1");
        }

        @Override
        public List<BenchPrompt> prompts(int count, int[] tokens, long seed) {
            SplittableRandom random = new SplittableRandom(seed);
            List<int[]> beginnings = new ArrayList<>(prefixes);
            for (int i = 0; i < prefixes; i++) {
                beginnings.add(draw(random, tokens, prefixLength));
            }
            List<BenchPrompt> prompts = new ArrayList<>(count);
            for (int i = 0; i < count; i++) {
                int[] ids = join(beginnings.get(i % prefixes), draw(random, tokens, suffixLength));
                prompts.add(new BenchPrompt(ids, outputLength));
            }
            return prompts;
        }

        @Override
        public int longest() {
            return prefixLength + suffixLength + outputLength;
        }
    }

    /**
     * Prompts of a file: {@code --dataset-name sharegpt} and {@code custom}.
     *
     * @param entries at least one
     */
    record Given(List<BenchPrompt> entries) implements Workload {

        /** Keeps a copy. */
        public Given {
            entries = List.copyOf(entries);
            require(!entries.isEmpty(), "--dataset-path", "a file without a usable prompt", "a file with prompts");
        }

        /** In a random order; from the front again where the file has fewer than are wanted. */
        @Override
        public List<BenchPrompt> prompts(int count, int[] tokens, long seed) {
            List<BenchPrompt> shuffled = new ArrayList<>(entries);
            Collections.shuffle(shuffled, new Random(seed));
            return IntStream.range(0, count)
                    .mapToObj(i -> shuffled.get(i % shuffled.size()))
                    .toList();
        }

        @Override
        public int longest() {
            return entries.stream()
                    .mapToInt(entry -> entry.ids().length + entry.outputTokens())
                    .max()
                    .orElseThrow();
        }
    }

    private static int[] draw(SplittableRandom random, int[] tokens, int length) {
        int[] ids = new int[length];
        for (int i = 0; i < length; i++) {
            ids[i] = tokens[random.nextInt(tokens.length)];
        }
        return ids;
    }

    private static int[] join(int[] first, int[] second) {
        int[] both = java.util.Arrays.copyOf(first, first.length + second.length);
        System.arraycopy(second, 0, both, first.length, second.length);
        return both;
    }

    private static void require(boolean ok, String option, Object value, String expected) {
        if (!ok) {
            throw new UserException(option + " must be " + expected + ", but is " + value);
        }
    }
}
