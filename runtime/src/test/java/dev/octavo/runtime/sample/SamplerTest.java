package dev.octavo.runtime.sample;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.octavo.spi.InternalException;
import dev.octavo.spi.UserException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class SamplerTest {

    private static final int[] PROMPT = {0};

    private static MemorySegment rows(float[]... rows) {
        MemorySegment segment = Arena.ofAuto().allocate(ValueLayout.JAVA_FLOAT, (long) rows.length * rows[0].length);
        for (int r = 0; r < rows.length; r++) {
            MemorySegment.copy(rows[r], 0, segment, ValueLayout.JAVA_FLOAT, 4L * r * rows[r].length, rows[r].length);
        }
        return segment;
    }

    private static int sample(SamplingParams params, long seed, int position, float... logits) {
        SequenceSampling sampling = new SequenceSampling(params, seed, 0, new int[0], PROMPT);
        int[] tokens = new int[position + 1];
        return new Sampler(logits.length).sample(rows(logits), 0, sampling, tokens, 1, position + 1, null);
    }

    private static SamplingParamsBuilder params() {
        return SamplingParams.builder().maxTokens(1000);
    }

    @Test
    void greedyTakesTheLowestOfEquals() {
        assertThat(sample(params().temperature(0).build(), 1, 0, 1, 3, 2, 3)).isEqualTo(1);
        assertThat(sample(params().temperature(0).logitBias(Map.of(0, 2f)).build(), 1, 0, 1, 3, 2, 3))
                .isZero();
    }

    @Test
    void rowsAreReadWhereTheyLie() {
        SequenceSampling sampling = new SequenceSampling(params().temperature(0).build(), 1, 0, new int[0], PROMPT);
        MemorySegment two = rows(new float[] {9, 0, 0}, new float[] {0, 0, 9});
        assertThat(new Sampler(3).sample(two, 1, sampling, PROMPT, 1, 1, null)).isEqualTo(2);
    }

    @Test
    void aDamagedRowIsAnError() {
        for (SamplingParams params : List.of(params().temperature(0).build(), params().build())) {
            assertThatThrownBy(() -> sample(params, 1, 0, 1, Float.NaN, 2))
                    .isInstanceOf(InternalException.class)
                    .hasMessageContaining("NaN");
            assertThatThrownBy(() -> sample(params, 1, 0, 1, Float.POSITIVE_INFINITY, 2))
                    .isInstanceOf(InternalException.class);
            assertThatThrownBy(() -> sample(params, 1, 0, Float.NEGATIVE_INFINITY, Float.NEGATIVE_INFINITY))
                    .isInstanceOf(InternalException.class);
            assertThat(sample(params, 1, 0, Float.NEGATIVE_INFINITY, 1)).isEqualTo(1);
        }
    }

    @Test
    void parametersThatLeaveNoTokenAreTheUsersError() {
        SamplingParams none = params().allowedTokenIds(List.of(1))
                .badWords(List.of(List.of(1)))
                .build();
        assertThatThrownBy(() -> sample(none, 1, 0, 1, 2, 3))
                .isInstanceOf(UserException.class)
                .hasMessageContaining("allowed_token_ids");
    }

    @Test
    void drawsFollowTheProbabilities() {
        float[] logits = {(float) Math.log(0.5), (float) Math.log(0.3), (float) Math.log(0.2)};
        MemorySegment row = rows(logits);
        Sampler sampler = new Sampler(3);
        int draws = 60_000;
        int[] counts = new int[3];
        SequenceSampling one = new SequenceSampling(params().build(), 42, 0, new int[0], PROMPT);
        for (int i = 0; i < draws; i++) {
            counts[sampler.sample(row, 0, one, PROMPT, 1, i + 1, null)]++;
        }
        assertThat(counts[0] / (double) draws).isEqualTo(0.5, within(0.01));
        assertThat(counts[1] / (double) draws).isEqualTo(0.3, within(0.01));
        int[] bySeed = new int[3];
        for (int i = 0; i < draws; i++) {
            SequenceSampling other = new SequenceSampling(params().build(), i, 0, new int[0], PROMPT);
            bySeed[sampler.sample(row, 0, other, PROMPT, 1, 1, null)]++;
        }
        assertThat(bySeed[2] / (double) draws).as("neighbouring seeds").isEqualTo(0.2, within(0.01));
    }

    @Test
    void choicesOfOneRequestDiffer() {
        long[] keys =
                IntStream.range(0, 100).mapToLong(i -> CounterRandom.key(7, i)).toArray();
        assertThat(Arrays.stream(keys).distinct().count()).isEqualTo(100);
        assertThat(CounterRandom.bits(keys[0], 0))
                .isBetween(0L, (1L << 53) - 1)
                .isNotEqualTo(CounterRandom.bits(keys[0], 1));
    }

    @Test
    void truncationAgreesWithSortingOnRandomRows() {
        Random random = new Random(3);
        for (int trial = 0; trial < 400; trial++) {
            int vocabulary = 2 + random.nextInt(trial % 8 == 0 ? 20_000 : 700);
            float[] logits = new float[vocabulary];
            for (int i = 0; i < vocabulary; i++) {
                logits[i] = random.nextInt(4) == 0 ? random.nextInt(5) : (float) random.nextGaussian() * 3;
            }
            SamplingParams params = params().topK(
                            random.nextBoolean() ? 0 : 1 + random.nextInt(trial % 3 == 0 ? 60 : vocabulary + 3))
                    .topP(random.nextBoolean() ? 1 : 0.01f + 0.98f * random.nextFloat())
                    .minP(random.nextBoolean() ? 0 : random.nextFloat() * 0.2f)
                    .temperature(0.3f + random.nextFloat())
                    .build();
            Sampler sampler = new Sampler(vocabulary);
            sampler.adjusted(logits, new SequenceSampling(params, 1, 0, new int[0], PROMPT), PROMPT, 1, 1);
            double[] actual = sampler.probabilities(params);
            int token = sample(params, trial, 0, logits);
            assertThat(actual[token]).as("%s", params).isPositive();
            double[] expected = bySorting(logits, params);
            assertThat(actual).as("%s", params).containsExactly(expected, within(1e-6));
        }
    }

    /** The definition, written for reading. Ties at the edge of the nucleus go to the higher token, as in a stable ascending sort. */
    private static double[] bySorting(float[] logits, SamplingParams params) {
        int n = logits.length;
        Integer[] falling = IntStream.range(0, n).boxed().toArray(Integer[]::new);
        Arrays.sort(falling, (a, b) -> logits[a] != logits[b] ? Float.compare(logits[b], logits[a]) : b - a);
        double[] p = new double[n];
        double best = logits[falling[0]] / params.temperature();
        for (int i = 0; i < n; i++) {
            p[i] = Math.exp(logits[i] / params.temperature() - best);
        }
        for (int i = 0; i < n; i++) {
            boolean unlikely = p[i] < params.minP();
            boolean late = params.topK() > 0 && params.topK() < n && logits[i] < logits[falling[params.topK() - 1]];
            p[i] = unlikely || late ? 0 : p[i];
        }
        double total = Arrays.stream(p).sum();
        double before = 0;
        for (int token : falling) {
            double weight = p[token];
            if (before >= params.topP() * total * (1 + 1e-12)) {
                p[token] = 0;
            }
            before += weight;
        }
        double kept = Arrays.stream(p).sum();
        return Arrays.stream(p).map(x -> x / kept).toArray();
    }

    @Test
    void theFastExponentialIsAccurate() {
        int count = 6345;
        float[] logits = new float[count];
        for (int i = 0; i < count; i++) {
            logits[i] = 3 - i * 0.0137f;
        }
        float[] weights = new float[count];
        FastExp exponential = new FastExp();
        exponential.weights(logits, 1, 3, weights, count);
        for (int i = 0; i < count; i++) {
            double exact = Math.exp(logits[i] - 3f);
            assertThat((double) weights[i]).isEqualTo(exact, within(3e-7 * exact));
        }
        exponential.weights(new float[] {-100, 0, Float.NEGATIVE_INFINITY, -1e30f}, 1, 0, weights, 4);
        assertThat(weights[0]).isEqualTo((float) Math.exp(-100), within(0x1p-148f));
        assertThat(weights).startsWith(weights[0], 1, 0, 0);
    }

    @Test
    void theKthLargestIsFoundByEitherWay() {
        Random random = new Random(5);
        for (int trial = 0; trial < 200; trial++) {
            int n = 1 + random.nextInt(2000);
            float[] values = new float[n];
            for (int i = 0; i < n; i++) {
                values[i] = random.nextInt(10) == 0 ? Float.NEGATIVE_INFINITY : random.nextInt(300);
            }
            float[] sorted = values.clone();
            Arrays.sort(sorted);
            int k = 1 + random.nextInt(n);
            assertThat(Selection.kthLargest(values, n, k, new float[n])).isEqualTo(sorted[n - k]);
        }
    }

    @Test
    void penaltiesCountEveryToken() {
        Random random = new Random(6);
        int[] prompt = random.ints(5000, 0, 3000).toArray();
        TokenCounts counts = new TokenCounts(prompt);
        int[] expected = new int[3000];
        for (int i = 0; i < 3000; i++) {
            int token = random.nextInt(3000);
            counts.add(token);
            expected[token]++;
        }
        boolean[] inPrompt = new boolean[3000];
        for (int token : prompt) {
            inPrompt[token] = true;
        }
        float[] logits = new float[3000];
        Arrays.fill(logits, 2);
        counts.penalise(logits, 2, 0.5f, 1);
        for (int token = 0; token < 3000; token++) {
            boolean seen = expected[token] > 0 || inPrompt[token];
            float value = (seen ? 1 : 2) - 0.5f * expected[token] - (expected[token] > 0 ? 1 : 0);
            assertThat(logits[token]).isEqualTo(value);
        }
    }
}
