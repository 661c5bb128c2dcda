package dev.octavo.runtime.sample;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.sun.management.ThreadMXBean;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Draws over large vocabularies: by their distribution, in any order of work, without garbage. */
class DrawTest {

    private static final int[] PROMPT = {0};

    private static MemorySegment rows(int rows, int vocabulary, long seed) {
        Random random = new Random(seed);
        MemorySegment segment = Arena.ofAuto().allocate(ValueLayout.JAVA_FLOAT, (long) rows * vocabulary);
        for (long i = 0; i < (long) rows * vocabulary; i++) {
            segment.setAtIndex(ValueLayout.JAVA_FLOAT, i, (float) random.nextGaussian() * 3);
        }
        return segment;
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 7, 511, 512, 513, 4000})
    void sumsAndDrawsAreThoseOfARunningSum(int count) {
        Random random = new Random(count);
        BlockSums sums = new BlockSums(count);
        for (int trial = 0; trial < 200; trial++) {
            float[] weights = new float[count];
            for (int i = 0; i < count; i++) {
                weights[i] = random.nextInt(4) == 0 ? 0 : random.nextFloat();
            }
            weights[random.nextInt(count)] = 1;
            long total = sums.total(weights, count);
            double exact =
                    IntStream.range(0, count).mapToDouble(i -> weights[i]).sum();
            assertThat(BlockSums.weight(total)).isEqualTo(exact, within(1e-9 * exact));
            long target = random.nextLong(total);
            int found = sums.find(weights, count, target);
            long before = IntStream.range(0, found)
                    .mapToLong(i -> BlockSums.count(weights[i]))
                    .sum();
            assertThat(target).isBetween(before, before + BlockSums.count(weights[found]) - 1);
            assertThat(weights[sums.find(weights, count, total - 1)]).isPositive();
            assertThat(weights[sums.find(weights, count, 0)]).isPositive();
        }
    }

    @Test
    void threadsDoNotChangeTokensOrLogprobs() {
        int vocabulary = 40_000;
        int rows = 32;
        MemorySegment logits = rows(rows, vocabulary, 1);
        SamplingParams params =
                SamplingParams.builder().maxTokens(9).topP(0.9f).logprobs(5).build();
        int[][] tokens = new int[2][rows];
        LogprobLog[][] logs = new LogprobLog[2][rows];
        for (int pass = 0; pass < 30; pass++) {
            for (int way = 0; way < 2; way++) {
                SamplerPool pool = new SamplerPool(vocabulary, LogprobsMode.RAW_LOGPROBS, way == 0 ? 1 : 4);
                int index = way;
                int position = pass;
                Arrays.setAll(logs[way], i -> new LogprobLog(5));
                pool.run(rows, rows, (item, sampler) -> {
                    SequenceSampling one = new SequenceSampling(params, item, 0, new int[0], PROMPT);
                    tokens[index][item] =
                            sampler.sample(logits, item, one, new int[64], 1, 1 + position, logs[index][item]);
                });
            }
            assertThat(tokens[1]).containsExactly(tokens[0]);
            for (int row = 0; row < rows; row++) {
                assertThat(logs[1][row].logprob(0)).isEqualTo(logs[0][row].logprob(0));
                assertThat(logs[1][row].topToken(0, 4)).isEqualTo(logs[0][row].topToken(0, 4));
            }
        }
    }

    @Test
    void everyItemIsHandledOnceHoweverQuicklyBatchesFollow() {
        SamplerPool pool = new SamplerPool(1 << 16, LogprobsMode.RAW_LOGPROBS, 6);
        for (int batch = 0; batch < 20_000; batch++) {
            int[] handled = new int[8 + batch % 5];
            pool.run(handled.length, 64, (item, sampler) -> handled[item]++);
            assertThat(Arrays.stream(handled).allMatch(times -> times == 1)).isTrue();
        }
    }

    @Test
    void anErrorOfAHelperReachesTheCaller() {
        SamplerPool pool = new SamplerPool(1 << 16, LogprobsMode.RAW_LOGPROBS, 3);
        assertThatThrownBy(() -> pool.run(16, 64, (item, sampler) -> {
                    if (item == 11) {
                        throw new IllegalArgumentException("item 11");
                    }
                }))
                .hasMessage("item 11");
    }

    @Test
    void aTokenAllocatesNothing() {
        int vocabulary = 5000;
        MemorySegment row = rows(1, vocabulary, 2);
        List<SamplingParams> kinds = List.of(
                SamplingParams.builder().maxTokens(9).build(),
                SamplingParams.builder().maxTokens(9).topK(20).topP(0.9f).build(),
                SamplingParams.builder().maxTokens(9).minP(0.05f).build(),
                SamplingParams.builder()
                        .maxTokens(9)
                        .topP(0.8f)
                        .repetitionPenalty(1.2f)
                        .logitBias(Map.of(3, 1f))
                        .badWords(List.of(List.of(1, 2)))
                        .build());
        Sampler sampler = new Sampler(vocabulary);
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        int[] tokens = new int[64];
        for (SamplingParams params : kinds) {
            SequenceSampling sampling = new SequenceSampling(params, 1, 0, new int[0], PROMPT);
            long perToken = Long.MAX_VALUE;
            // Code allocates more before it is compiled, and nobody knows when that is.
            for (int attempt = 0; attempt < 60 && perToken >= 16; attempt++) {
                long before = threads.getCurrentThreadAllocatedBytes();
                for (int i = 0; i < 1000; i++) {
                    sampler.sample(row, 0, sampling, tokens, 1, 1 + i % 60, null);
                }
                perToken = (threads.getCurrentThreadAllocatedBytes() - before) / 1000;
            }
            assertThat(perToken).isLessThan(16);
        }
    }

    @Test
    void outputIOfASeedIsTheOutputOfThatSeedPlusI() {
        MemorySegment row = rows(1, 1000, 3);
        Sampler sampler = new Sampler(1000);
        SamplingParams params = SamplingParams.builder().maxTokens(99).build();
        for (int choice = 0; choice < 20; choice++) {
            SequenceSampling child = new SequenceSampling(params, 100, choice, new int[0], PROMPT);
            SequenceSampling alone = new SequenceSampling(params, 100 + choice, 0, new int[0], PROMPT);
            for (int length = 1; length < 30; length++) {
                assertThat(sampler.sample(row, 0, child, new int[64], 1, length, null))
                        .isEqualTo(sampler.sample(row, 0, alone, new int[64], 1, length, null));
            }
        }
    }
}
