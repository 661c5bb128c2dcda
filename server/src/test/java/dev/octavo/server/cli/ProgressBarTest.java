package dev.octavo.server.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class ProgressBarTest {

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    private ProgressBar bar(boolean terminal) {
        return new ProgressBar(new PrintStream(out, true, StandardCharsets.UTF_8), terminal);
    }

    private String written() {
        return out.toString(StandardCharsets.UTF_8);
    }

    @Test
    void drawsShareAndAmountAtATerminal() {
        ProgressBar bar = bar(true);
        bar.report("loading weights", 1 << 20, 2 << 20);
        assertThat(written()).contains("loading weights", " 50%", "1.0 MiB");
    }

    @Test
    void leavesTheLineEmptyAtTheEnd() {
        ProgressBar bar = bar(true);
        bar.report("loading weights", 10, 10);
        assertThat(written()).endsWith("\r\u001b[K");
    }

    @Test
    void isSilentWhereThereIsNoTerminal() {
        ProgressBar bar = bar(false);
        bar.report("loading weights", 5, 10);
        bar.report("loading weights", 10, 10);
        assertThat(written()).isEmpty();
    }

    @Test
    void doesNotDrawForEveryReport() {
        ProgressBar bar = bar(true);
        for (int i = 0; i < 10_000; i++) {
            bar.report("loading weights", i, 100_000);
        }
        assertThat(written().chars().filter(c -> c == '\r').count()).isLessThan(100);
    }
}
