package dev.octavo.server.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The benchmarks on the embedded model, as small as they get. */
class BenchCommandTest {

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @TempDir
    private Path folder;

    private int bench(String arguments) {
        String[] args = ("bench " + arguments).split(" ");
        CommandLine line = Main.commandLine(args);
        line.setOut(new PrintWriter(out, true));
        line.setErr(new PrintWriter(err, true));
        return line.execute(args);
    }

    private JsonNode result(String name) throws Exception {
        return JsonMapper.shared().readTree(Files.readString(folder.resolve(name)));
    }

    @Test
    void latencyOfDummyWeights() throws Exception {
        Files.copy(EmbeddedModel.directory().resolve("config.json"), folder.resolve("config.json"));
        assertThat(bench("latency --model " + folder
                        + " --load-format dummy --input-len 4 --output-len 2 --batch-size 2"
                        + " --num-iters 3 --num-iters-warmup 1 --output-json " + folder.resolve("latency.json")))
                .as(err.toString())
                .isZero();
        assertThat(out.toString()).contains("Avg latency:", "99% percentile latency:");
        assertThat(result("latency.json").path("latencies")).hasSize(3);
        assertThat(result("latency.json").path("avg_latency").asDouble()).isPositive();
    }

    @Test
    void throughputCountsEveryToken() throws Exception {
        assertThat(bench("throughput --num-prompts 6 --input-len 8 --output-len 3 --output-json "
                        + folder.resolve("throughput.json")))
                .as(err.toString())
                .isZero();
        assertThat(out.toString()).contains("Throughput:", "output tokens/s");
        assertThat(result("throughput.json").path("num_requests").asInt()).isEqualTo(6);
        assertThat(result("throughput.json").path("total_num_tokens").asInt()).isEqualTo(6 * (8 + 3));
    }

    @ParameterizedTest
    @ValueSource(strings = {"/v1/completions", "/v1/chat/completions"})
    void serveHasTheFieldsOfVllm(String endpoint) throws Exception {
        assertThat(bench("serve --num-prompts 5 --random-input-len 8 --random-output-len 4 --request-rate 50"
                        + " --max-concurrency 2 --num-warmups 1 --percentile-metrics ttft,e2el --metric-percentiles 50,99.9"
                        + " --goodput ttft:60000 e2el:60000 --save-result --save-detailed --result-filename r.json"
                        + " --endpoint " + endpoint + " --result-dir " + folder))
                .as(err.toString())
                .isZero();
        assertThat(out.toString()).contains("Successful requests: ", "Mean TTFT (ms):", "P99.9 E2EL (ms):");
        JsonNode result = result("r.json");
        assertThat(result.path("completed").asInt()).isEqualTo(5);
        assertThat(result.path("failed").asInt()).isZero();
        assertThat(result.path("total_input_tokens").asInt()).isEqualTo(40);
        assertThat(result.path("total_output_tokens").asInt()).isEqualTo(20);
        assertThat(result.path("max_concurrent_requests").asInt()).isBetween(1, 2);
        assertThat(result.path("output_lens")).hasSize(5);
        assertThat(result.propertyNames())
                .contains(
                        "duration",
                        "request_throughput",
                        "request_goodput",
                        "output_throughput",
                        "total_token_throughput",
                        "mean_ttft_ms",
                        "median_ttft_ms",
                        "std_ttft_ms",
                        "p50_ttft_ms",
                        "p99.9_e2el_ms",
                        "max_concurrency",
                        "model_id");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "serve --request-rate fast",
                "serve --goodput soon",
                "serve --percentile-metrics speed",
                "serve --metric-percentiles 101",
                "serve --base-url nonsense",
                "latency --batch-size 0",
                "throughput --input-len 100000"
            })
    void nonsenseIsAUserErrorInOneLine(String arguments) {
        assertThat(bench(arguments)).isEqualTo(ErrorPrinter.USER_ERROR);
        assertThat(err.toString()).startsWith("octavo: ").doesNotContain("\tat ");
    }
}
