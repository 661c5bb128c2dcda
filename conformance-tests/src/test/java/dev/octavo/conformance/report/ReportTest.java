package dev.octavo.conformance.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.octavo.conformance.check.Tier;
import dev.octavo.conformance.perf.Measurement;
import dev.octavo.conformance.run.CaseResult;
import dev.octavo.conformance.run.Mode;
import dev.octavo.conformance.run.ProfileLevel;
import dev.octavo.conformance.run.Run;
import dev.octavo.conformance.run.RunPlan;
import dev.octavo.conformance.run.Status;
import dev.octavo.conformance.select.Profile;
import dev.octavo.conformance.select.Selection;
import dev.octavo.conformance.select.Subject;
import dev.octavo.conformance.session.DeviceCard;
import dev.octavo.spi.Support;
import dev.octavo.spi.UserException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** A small run in all its reports. */
class ReportTest {

    private static final Support NATIVE = new Support.Native("tile16");
    private static final String EVIL = "</script><script>alert(1)</script> | a & b";

    private static CaseResult result(
            String id, String type, Status status, String message, Support support, double worst) {
        boolean bad = status.isFailure();
        return new CaseResult(
                new Subject(id, id.substring(0, id.indexOf('[')), List.of(type), Tier.SMOKE, false),
                status,
                bad ? "BOUND" : "",
                bad ? "R5.2" : "",
                message,
                support,
                worst,
                Duration.ofMillis(12),
                Optional.empty());
    }

    private static Run run(Mode mode, List<CaseResult> results) {
        return new Run(
                new RunPlan(mode, new Selection(Tier.SMOKE, List.of()), 7, Profile.none(), Duration.ofSeconds(1), 1),
                new DeviceCard("dev", 0, "A device", "gpu", "driver 1", "v2", 1 << 30, Map.of("alignment", "16 bytes")),
                Instant.parse("2026-01-02T03:04:05Z"),
                Duration.ofMillis(1500),
                results,
                new ProfileLevel(ProfileLevel.Level.CORE, "tier smoke; 1 case outside the core is not done"));
    }

    private static final Run RUN = run(
            Mode.TEST,
            List.of(
                    result("gemm[w=f32]", "f32", Status.PASSED, "", NATIVE, 0.25),
                    result("gemm[w=q4_0]", "q4_0", Status.PASSED, "", new Support.Emulated("deq", "unpacked first"), 0),
                    result(
                            "gemm[w=f16]",
                            "f16",
                            Status.FAILED,
                            "BOUND (R5.2) out is 3, expected 4" + EVIL + "; repeat with the case gemm[w=f16]",
                            NATIVE,
                            0),
                    result(
                            "attention[kv=i8]",
                            "i8",
                            Status.REFUSED,
                            "no kernel for 17 heads",
                            new Support.Unsupported("no kernel for 17 heads"),
                            0),
                    result("rope[t=f32]", "f32", Status.EXCLUDED, "driver bug", NATIVE, 0)));

    private static String repeat(CaseResult result) {
        return "octavo conformance --backend dev:0 --filter '" + result.id() + "'";
    }

    private static String json(Run run) {
        return ReportFiles.json(run, ReportTest::repeat);
    }

    @Test
    void jsonSaysEverything() {
        Map<?, ?> tree = (Map<?, ?>) JsonReader.read(json(RUN));
        assertThat(tree.get("format")).isEqualTo("octavo-conformance-report");
        assertThat(tree.get("version")).isEqualTo(1.0);
        assertThat(tree.get("seed")).isEqualTo("7");
        assertThat(tree.get("began")).isEqualTo("2026-01-02T03:04:05Z");
        assertThat(tree.get("profile"))
                .isEqualTo(Map.of("reached", "core", "why", "tier smoke; 1 case outside the core is not done"));
        List<?> cases = (List<?>) java.util.Objects.requireNonNull(tree.get("cases"));
        assertThat(cases.get(0))
                .isEqualTo(Map.of(
                        "id", "gemm[w=f32]",
                        "operator", "gemm",
                        "dtypes", List.of("f32"),
                        "tier", "smoke",
                        "core", false,
                        "status", "passed",
                        "worst", 0.25,
                        "millis", 12.0,
                        "support", "native",
                        "kernel", "tile16"));
        Map<?, ?> failed = (Map<?, ?>) cases.get(2);
        assertThat(failed.get("message")).isEqualTo("out is 3, expected 4" + EVIL);
        assertThat(failed.get("check")).isEqualTo("BOUND");
        assertThat(failed.get("repeat")).isEqualTo("octavo conformance --backend dev:0 --filter 'gemm[w=f16]'");
        assertThat(((Map<?, ?>) cases.get(1)).get("reason")).isEqualTo("unpacked first");
    }

    @Test
    void markdownIsAsItShouldBe() {
        String page = MarkdownReport.of(RUN, ReportTest::repeat);
        assertThat(page).startsWith("""
                        # Conformance of dev:0

                        **Failed**, profile **Core**: tier smoke; 1 case outside the core is not done.

                        | | |
                        |---|---|
                        | Device | A device (gpu) |
                        | Driver | driver 1 |
                        | Kernels | v2 |
                        | alignment | 16 bytes |
                        """);
        assertThat(page)
                .contains("""
                        | operator | f32 | f16 | i8 | q4_0 |
                        |---|---|---|---|---|
                        | gemm | 1 | **1!** |  | 1~ |
                        | attention |  |  | 1- |  |
                        | rope | 1x |  |  |  |
                        """)
                .contains("| attention | 1 | no kernel for 17 heads |")
                .contains("| gemm | 1 | unpacked first (deq) |")
                .contains("| rope | 1 | driver bug |")
                .contains("failed, BOUND, [R5.2](spi.md): out is 3, expected 4&lt;/script>")
                .contains("octavo conformance --backend dev:0 --filter 'gemm[w=f16]'");
    }

    @Test
    void thePageHoldsTheReportAndNeedsNothingElse() {
        String page = HtmlReport.of(json(RUN));
        assertThat(page).startsWith("<!doctype html>").doesNotContain("/*STYLE*/", "/*SCRIPT*/", "\"REPORT\"");
        assertThat(page).doesNotContain("</script><script>alert");
        assertThat(page.split("</script>", -1)).hasSize(3);
        assertThat(page.replace("http://www.w3.org/2000/svg", ""))
                .doesNotContainPattern("https?://|src=|<link|@import|url\\(");
        int from = page.indexOf("id=\"report\">") + "id=\"report\">".length();
        assertThat(JsonReader.read(page.substring(from, page.indexOf("</script>", from))))
                .isEqualTo(JsonReader.read(json(RUN)));
    }

    @Test
    void measurementsStandBesideTheCeilings() {
        CaseResult copy = measured("ceiling[copy]", new Measurement(0.1, 2e9, 0, 5));
        CaseResult top = measured("ceiling[gemm]", new Measurement(0.1, 1e6, 10e9, 5));
        CaseResult one = measured("gemm[m=1]", new Measurement(0.01, 1e8, 1e8, 50));
        Run run = run(Mode.PERF, List.of(copy, top, one));
        Roofline roofline = Roofline.of(run.results());
        assertThat(roofline.gigabytesPerSecond()).isEqualTo(20);
        assertThat(roofline.memoryFrom()).isEqualTo("ceiling[copy]");
        assertThat(roofline.gigaflops()).isEqualTo(100);
        // 0.1 GB at 20 GB/s take 5 ms, 0.1 GFLOP at 100 GFLOP/s take 1 ms; it took 10.
        assertThat(roofline.share(one.measurement().orElseThrow())).isEqualTo(0.5);
        assertThat(MarkdownReport.of(run, ReportTest::repeat))
                .contains("20.0 GB/s (`ceiling[copy]`), 100.0 GFLOP/s (`ceiling[gemm]`)")
                .contains("| `gemm[m=1]` | 10.000 ms | 10.0 | 10.0 | 50 % |");
    }

    private static CaseResult measured(String id, Measurement measurement) {
        CaseResult result = result(id, "f32", Status.SUPPORTED, "", NATIVE, 0);
        return new CaseResult(
                result.subject(), Status.SUPPORTED, "", "", "", NATIVE, 0, Duration.ZERO, Optional.of(measurement));
    }

    @Test
    void theMatrixKnowsNoNumbers() {
        String page = SupportMatrix.of(List.of(json(RUN)));
        assertThat(page)
                .contains("""
                        ## dev

                        | operator | f32 | f16 | i8 | q4_0 |
                        |---|---|---|---|---|
                        | gemm | yes | yes |  | yes ~ |
                        | attention |  |  | no |  |
                        | rope | yes |  |  |  |
                        """)
                .contains("| attention | no kernel for N heads |")
                .contains("| gemm | unpacked first |");
        assertThat(SupportMatrix.of(List.of(json(RUN).replace("A device", "A stand-in"))))
                .contains("\n## dev (stand-in, no GPU)\n")
                .doesNotContain("\n## dev\n");
        assertThatThrownBy(() -> SupportMatrix.of(List.of("{\"format\": \"something\"}")))
                .isInstanceOf(UserException.class)
                .hasMessageContaining("this is no octavo-conformance-report of version 1");
    }
}
