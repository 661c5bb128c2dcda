package dev.octavo.simulator.workload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.octavo.spi.UserException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TraceFileTest {

    private static final String GOOD = """
            {"arrival_s": 1.5, "prompt_tokens": 20, "output_tokens": 3, "prefix_group": "a", "priority": -1}
            {"arrival_s": 0.5, "prompt_tokens": 30, "output_tokens": 4, "prefix_group": "a", "prefix_tokens": 10}

            {"arrival_s": 2, "prompt_tokens": 1, "output_tokens": 1, "unknown": [1]}
            """;

    @TempDir
    private Path folder;

    private List<TraceRequest> read(String text) throws IOException {
        return TraceFile.read(Files.writeString(folder.resolve("trace.jsonl"), text));
    }

    @Test
    void readsRequestsInOrderOfArrival() throws IOException {
        List<TraceRequest> trace = read(GOOD);
        assertThat(trace).extracting(TraceRequest::arrival).containsExactly(0.5, 1.5, 2.0);
        assertThat(trace.get(1).priority()).isEqualTo(-1);
        int[] first = trace.get(0).prompt();
        int[] second = trace.get(1).prompt();
        assertThat(java.util.Arrays.mismatch(first, second)).isEqualTo(10);
        assertThat(trace.get(2).prefixTokens()).isZero();
    }

    @Test
    void saysWhatIsWrongAndWhere() {
        assertThatThrownBy(() -> read("{\"arrival_s\": 0, \"prompt_tokens\": 0, \"output_tokens\": 1}"))
                .isInstanceOf(UserException.class)
                .hasMessageContaining("trace.jsonl:1")
                .hasMessageContaining("prompt_tokens");
        assertThatThrownBy(() -> read(GOOD + "[1]\n")).hasMessageContaining("trace.jsonl:5");
        assertThatThrownBy(() -> read("")).hasMessageContaining("no requests");
        assertThatThrownBy(() -> read("x".repeat(100_000))).hasMessageContaining("longer than");
        assertThatThrownBy(() -> TraceFile.read(folder.resolve("missing"))).isInstanceOf(UserException.class);
    }

    @Test
    void nothingForeignGetsFurtherThanAUserError() throws IOException {
        Random random = new Random(4);
        Path file = folder.resolve("fuzz.jsonl");
        for (int round = 0; round < 3000; round++) {
            byte[] bytes = GOOD.getBytes(StandardCharsets.UTF_8);
            for (int i = random.nextInt(4); i >= 0; i--) {
                bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
            }
            Files.write(file, bytes);
            try {
                assertThat(TraceFile.read(file)).isNotEmpty();
            } catch (UserException expected) {
                assertThat(expected).hasMessageContaining("fuzz.jsonl");
            }
        }
    }
}
