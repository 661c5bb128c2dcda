package dev.octavo.server.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.node.ObjectNode;

class FiguresTest {

    private static final long MS = 1_000_000;

    @Test
    void summariesInterpolateAsNumpyDoes() {
        Summary summary = Summary.of(new double[] {4, 1, 3, 2});
        assertThat(summary.mean()).isEqualTo(2.5);
        assertThat(summary.median()).isEqualTo(2.5);
        assertThat(summary.percentile(90)).isCloseTo(3.7, within(1e-12));
        assertThat(summary.deviation()).isCloseTo(Math.sqrt(1.25), within(1e-12));
        assertThat(Summary.of(new double[0]).percentile(99)).isZero();
    }

    @Test
    void servingFiguresFollowTheirDefinitions() {
        RequestTrace one =
                new RequestTrace(10, 4, 0, new long[] {20 * MS, 30 * MS, 50 * MS}, 80 * MS, Optional.empty());
        RequestTrace two = new RequestTrace(5, 1, 10 * MS, new long[] {40 * MS}, 40 * MS, Optional.empty());
        RequestTrace bad = new RequestTrace(7, 0, 90 * MS, new long[0], 95 * MS, Optional.of("status 429"));
        ServingFigures figures = new ServingFigures(List.of(one, two, bad), 0.1);
        assertThat(figures.timeToFirstToken().mean()).isCloseTo(25, within(1e-9));
        assertThat(figures.timePerOutputToken().mean()).isCloseTo(20, within(1e-9));
        assertThat(figures.interTokenLatency().mean()).isCloseTo(15, within(1e-9));
        assertThat(figures.endToEnd().mean()).isCloseTo(55, within(1e-9));
        assertThat(figures.peakConcurrency()).isEqualTo(2);
        ObjectNode json = figures.json();
        assertThat(json.get("completed").asInt()).isEqualTo(2);
        assertThat(json.get("failed").asInt()).isEqualTo(1);
        assertThat(json.get("total_input_tokens").asInt()).isEqualTo(15);
        assertThat(json.get("output_throughput").asDouble()).isCloseTo(50, within(1e-9));
        assertThat(json.has("p99_tpot_ms")).isTrue();
    }

    @Test
    void arrivalsKeepTheirRateAndBurstiness() {
        for (double burstiness : new double[] {0.25, 1, 4}) {
            double[] times = Arrivals.seconds(20_000, 50, burstiness, new SplittableRandom(1));
            double[] gaps = new double[times.length - 1];
            for (int i = 0; i < gaps.length; i++) {
                gaps[i] = times[i + 1] - times[i];
            }
            Summary summary = Summary.of(gaps);
            assertThat(summary.mean()).isCloseTo(0.02, within(0.001));
            assertThat(Math.pow(summary.deviation() / summary.mean(), 2))
                    .isCloseTo(1 / burstiness, within(0.15 / burstiness));
        }
        assertThat(Arrivals.seconds(3, Double.POSITIVE_INFINITY, 1, new SplittableRandom(1)))
                .containsOnly(0);
    }

    @Test
    void promptsHaveTheLengthsAskedFor() {
        List<RandomPrompts> prompts = RandomPrompts.make(500, 100, 20, 0.5, 30, 1000, 3);
        assertThat(prompts).allSatisfy(prompt -> {
            assertThat(prompt.prompt().length - 30).isBetween(50, 150);
            assertThat(prompt.outputTokens()).isBetween(10, 30);
            assertThat(Arrays.copyOf(prompt.prompt(), 30))
                    .isEqualTo(Arrays.copyOf(prompts.getFirst().prompt(), 30));
        });
        assertThat(Arrays.equals(
                        prompts.get(1).prompt(),
                        RandomPrompts.make(500, 100, 20, 0.5, 30, 1000, 3)
                                .get(1)
                                .prompt()))
                .isTrue();
    }
}
