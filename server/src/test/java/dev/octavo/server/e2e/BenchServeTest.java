package dev.octavo.server.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.octavo.server.bench.Arrivals;
import dev.octavo.server.bench.BenchPrompt;
import dev.octavo.server.bench.Goodput;
import dev.octavo.server.bench.HttpSender;
import dev.octavo.server.bench.LoadRun;
import dev.octavo.server.bench.RequestBody;
import dev.octavo.server.bench.ServeReport;
import dev.octavo.server.bench.Workload;
import java.net.URI;
import java.net.http.HttpClient;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** The load generator against a server of our own: what it counts is what the server counted. */
class BenchServeTest {

    private static LoadRun.Result run(StoryServer server, String key, List<BenchPrompt> prompts, int concurrency)
            throws InterruptedException {
        try (HttpClient client = HttpClient.newHttpClient()) {
            RequestBody body = new RequestBody("stories", false, Optional.empty(), 0, true);
            HttpSender sender =
                    new HttpSender(client, URI.create(server.url() + "/v1/completions"), body, Optional.of(key));
            return new LoadRun(sender, new Arrivals(50, 1), OptionalInt.of(concurrency), done -> {}).run(prompts, 1);
        }
    }

    private static List<BenchPrompt> prompts(int count) {
        int[] tokens = IntStream.range(300, 3000).toArray();
        return new Workload.RandomTokens(16, 20, 8, 0.5).prompts(count, tokens, 1);
    }

    @Test
    void clientAndServerCountTheSameTokens() throws Exception {
        try (StoryServer server = new StoryServer()) {
            List<BenchPrompt> prompts = prompts(12);
            ServeReport report = ServeReport.of(run(server, StoryServer.KEY, prompts, 4), Goodput.parse(List.of()));
            assertThat(report.completed()).isEqualTo(12);
            assertThat(report.outputTokens())
                    .isEqualTo(prompts.stream()
                            .mapToLong(BenchPrompt::outputTokens)
                            .sum());
            assertThat(report.peakConcurrency()).isBetween(1, 4);
            assertThat(server.get("/metrics"))
                    .contains("vllm:generation_tokens_total{engine=\"0\",model_name=\"stories\"} "
                            + (double) report.outputTokens());
        }
    }

    @Test
    void aRefusedRequestIsCountedAsFailed() throws Exception {
        try (StoryServer server = new StoryServer()) {
            LoadRun.Result result = run(server, "wrong key", prompts(2), 2);
            assertThat(result.outcomes()).noneMatch(outcome -> outcome.success());
            assertThat(result.outcomes().getFirst().error().orElseThrow()).contains("401");
        }
    }
}
