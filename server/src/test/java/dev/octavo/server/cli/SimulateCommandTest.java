package dev.octavo.server.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class SimulateCommandTest {

    @TempDir
    private Path folder;

    private final StringWriter out = new StringWriter();
    private final StringWriter errors = new StringWriter();

    private int run(String... options) {
        String[] args = new String[options.length + 1];
        args[0] = "simulate";
        System.arraycopy(options, 0, args, 1, options.length);
        CommandLine line = Main.commandLine(args);
        return line.setOut(new PrintWriter(out)).setErr(new PrintWriter(errors)).execute(args);
    }

    @Test
    void writesTheTableTheFiguresAndTheCurves() throws IOException {
        Path json = folder.resolve("result.json");
        Path report = folder.resolve("report.html");
        int status = run(
                "--num-prompts",
                "200",
                "--request-rate",
                "5,inf",
                "--random-input-len",
                "64",
                "--random-output-len",
                "8",
                "--output-json",
                json.toString(),
                "--report",
                report.toString());
        assertThat(status).as(errors.toString()).isZero();
        assertThat(out.toString()).contains("TTFT p50 ms", "5.00/s", "all at once", "400 requests simulated");
        JsonNode runs = JsonMapper.shared().readTree(Files.readString(json));
        assertThat(runs).hasSize(2);
        assertThat(runs.get(0).get("completed").intValue()).isEqualTo(200);
        assertThat(runs.get(0).get("total_output_tokens").intValue()).isEqualTo(1600);
        assertThat(runs.get(1).get("output_throughput").doubleValue())
                .isGreaterThan(runs.get(0).get("output_throughput").doubleValue());
        assertThat(Files.readString(report)).contains("<svg", "Time to first token", "5.00/s");
    }

    @Test
    void replaysATraceOnMeasuredSteps() throws IOException {
        Path trace = Files.writeString(
                folder.resolve("trace.jsonl"), "{\"arrival_s\": 3, \"prompt_tokens\": 10, \"output_tokens\": 2}\n");
        Path steps = Files.writeString(
                folder.resolve("steps.csv"),
                "tokens,rows,context_tokens,pairs,seconds\n1,1,0,0,0.02\n10,1,0,0,0.11\n20,1,0,0,0.21\n");
        Path json = folder.resolve("result.json");
        assertThat(run("--trace", trace.toString(), "--step-times", steps.toString(), "--output-json", json.toString()))
                .as(errors.toString())
                .isZero();
        JsonNode result = JsonMapper.shared().readTree(Files.readString(json)).get(0);
        assertThat(result.get("mean_ttft_ms").doubleValue()).isBetween(109.0, 111.0);
        assertThat(result.get("mean_tpot_ms").doubleValue()).isBetween(19.0, 21.0);
    }

    @Test
    void saysWhatIsWrong() {
        for (List<String> wrong : List.of(
                List.of("--request-rate", "0"),
                List.of("--random-range-ratio", "2"),
                List.of("--max-num-seqs", "0"),
                List.of("--trace", folder.resolve("missing").toString()),
                List.of("--model", "QWEN2_5_32B", "--device", "CPU"))) {
            assertThat(run(wrong.toArray(String[]::new))).isNotZero();
        }
        assertThat(errors.toString()).contains("does not fit into the memory", "--request-rate must be positive");
        assertThat(errors.toString()).doesNotContain("\tat ");
    }
}
