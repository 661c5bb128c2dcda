package dev.octavo.conformance.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.octavo.conformance.check.Tier;
import dev.octavo.conformance.run.CaseResult;
import dev.octavo.conformance.run.Status;
import dev.octavo.conformance.select.Subject;
import dev.octavo.conformance.session.DeviceCard;
import dev.octavo.spi.Support;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ProgressTest {

    private static final DeviceCard CARD = new DeviceCard("dev", 0, "a device", "cpu", "", "", 1, Map.of());

    private final StringWriter out = new StringWriter();
    private long now;

    private Progress progress(boolean terminal) {
        Progress progress = new Progress(new PrintWriter(out), terminal, () -> now);
        progress.opened(CARD, 10);
        return progress;
    }

    private static CaseResult result(Status status) {
        return new CaseResult(
                new Subject("gemm[" + "x".repeat(200) + "]", "gemm", List.of(), Tier.SMOKE, false),
                status,
                "",
                "",
                "",
                new Support.Native(""),
                0,
                Duration.ZERO,
                Optional.empty());
    }

    @Test
    void aTerminalHasOneLineThatChanges() {
        Progress progress = progress(true);
        for (int i = 0; i < 5; i++) {
            now += 1_000_000_000L;
            progress.began("gemm[" + "x".repeat(200) + "]");
            progress.ended(result(i == 2 ? Status.FAILED : Status.PASSED));
        }
        progress.finish();
        assertThat(out.toString()).contains("4/10  40%  0.8/s  8 s left  1 failed  gemm[xxx");
        assertThat(out.toString().chars().filter(c -> c == '\n').count()).isEqualTo(2); // The head and the failure.
        for (String shown : out.toString().split("[\r\n]", -1)) {
            assertThat(shown.replace("\u001B[K", "").length()).isLessThan(100);
        }
    }

    @Test
    void withoutATerminalThereIsALineEveryTenSeconds() {
        Progress progress = progress(false);
        for (int i = 0; i < 10; i++) {
            now += 4_000_000_000L;
            progress.began("gemm[1]");
            progress.ended(result(Status.PASSED));
        }
        progress.finish();
        assertThat(out.toString()).doesNotContain("\r").doesNotContain("\u001B");
        assertThat(out.toString().lines().count()).isEqualTo(4);
        assertThat(out.toString()).contains("6/10  60%");
    }
}
