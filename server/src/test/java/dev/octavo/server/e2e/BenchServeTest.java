package dev.octavo.server.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.octavo.server.bench.Arrivals;
import dev.octavo.server.bench.LoadGenerator;
import dev.octavo.server.bench.RandomPrompts;
import dev.octavo.server.bench.ServingFigures;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** The load generator against a server of our own: what it counts is what the server counted. */
class BenchServeTest {

    @Test
    void clientAndServerCountTheSameTokens() throws Exception {
        try (StoryServer server = new StoryServer()) {
            List<RandomPrompts> prompts = RandomPrompts.make(12, 20, 8, 0.5, 16, 3000, 1);
            ServingFigures figures = new LoadGenerator(
                            URI.create(server.url() + "/v1/completions"), "stories", Optional.of(StoryServer.KEY), true)
                    .run(prompts, Arrivals.seconds(12, 50, 1, new SplittableRandom(1)), 4, done -> {});
            assertThat(figures.completed()).hasSize(12);
            assertThat(figures.outputTokens())
                    .isEqualTo(prompts.stream()
                            .mapToLong(RandomPrompts::outputTokens)
                            .sum());
            assertThat(figures.peakConcurrency()).isLessThanOrEqualTo(4);
            assertThat(server.get("/metrics"))
                    .contains("vllm:generation_tokens_total{engine=\"0\",model_name=\"stories\"} "
                            + (double) figures.outputTokens());
        }
    }

    @Test
    void aRefusedRequestIsCountedAsFailed() throws Exception {
        try (StoryServer server = new StoryServer()) {
            ServingFigures figures = new LoadGenerator(
                            URI.create(server.url() + "/v1/completions"), "stories", Optional.of("wrong key"), true)
                    .run(RandomPrompts.make(2, 4, 4, 0, 0, 100, 1), new double[2], 2, done -> {});
            assertThat(figures.completed()).isEmpty();
            assertThat(figures.traces().getFirst().error().orElseThrow()).contains("401");
        }
    }
}
