package dev.octavo.server.cli;

import static org.assertj.core.api.Assertions.assertThat;

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

/** {@code octavo run-batch} with the embedded model. */
class RunBatchCommandTest {

    private static final String MODEL = Path.of(System.getProperty("octavo.repository", ".."))
            .resolve("models/stories")
            .toAbsolutePath()
            .normalize()
            .toString();

    private final StringWriter err = new StringWriter();

    @TempDir
    private Path directory;

    private int run(String... args) {
        CommandLine line = Main.commandLine(args);
        line.setOut(new PrintWriter(new StringWriter(), true));
        line.setErr(new PrintWriter(err, true));
        return line.execute(args);
    }

    @Test
    void answersAFile() throws Exception {
        Path in = directory.resolve("in.jsonl");
        Path out = directory.resolve("out.jsonl");
        Files.writeString(in, """
                {"custom_id":"a","method":"POST","url":"/v1/completions","body":{"prompt":"Once upon a time","max_tokens":8,"temperature":0}}
                {"custom_id":"b","method":"POST","url":"/v1/chat/completions","body":{"messages":[{"role":"user","content":"Tell a story."}],"max_tokens":8,"temperature":0}}
                oops
                {"custom_id":"d","method":"POST","url":"/v1/completions","body":{"prompt":"Once upon a time","max_tokens":8,"temperature":0}}
                """);
        int status = run(
                "run-batch",
                "-i",
                in.toString(),
                "-o",
                out.toString(),
                MODEL,
                "--device",
                "cpu",
                "--kv-cache-memory",
                "64MiB");
        assertThat(status).as(err.toString()).isZero();
        assertThat(err.toString()).contains("4 requests answered, 1 of them with an error");
        List<JsonNode> lines = Files.readAllLines(out).stream()
                .map(line -> JsonMapper.shared().readTree(line))
                .toList();
        assertThat(lines).hasSize(4);
        assertThat(lines.get(0).get("custom_id").stringValue()).isEqualTo("a");
        String text = text(lines.get(0), "text");
        assertThat(text).isNotBlank().isEqualTo(text(lines.get(3), "text"));
        assertThat(lines.get(1).get("response").get("status_code").intValue()).isEqualTo(200);
        assertThat(lines.get(2).get("response").get("status_code").intValue()).isEqualTo(400);
        assertThat(lines.get(2).get("error").toString()).contains("line 3");
    }

    private static String text(JsonNode line, String name) {
        return line.get("response").get("body").get("choices").get(0).get(name).stringValue();
    }

    @Test
    void saysWhatIsWrongBeforeAModelIsLoaded() throws Exception {
        Path in = directory.resolve("in.jsonl");
        assertThat(run("run-batch", "-i", in.toString(), "-o", "x")).isNotZero();
        assertThat(err.toString()).contains("no readable file");
        Files.writeString(in, "{}");
        assertThat(run("run-batch", "-i", in.toString(), "-o", in.toString())).isNotZero();
        assertThat(err.toString()).contains("overwrite the input");
        assertThat(run("run-batch", "-o", "x")).isNotZero();
        assertThat(err.toString()).contains("--input-file");
    }
}
