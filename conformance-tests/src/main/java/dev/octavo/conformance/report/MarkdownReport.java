package dev.octavo.conformance.report;

import dev.octavo.conformance.config.Host;
import dev.octavo.conformance.run.CaseResult;
import dev.octavo.conformance.run.Mode;
import dev.octavo.conformance.run.Run;
import dev.octavo.conformance.run.Status;
import dev.octavo.spi.SpiVersion;
import dev.octavo.spi.Support;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;

/** A run as Markdown, for a pull request or a wiki. */
final class MarkdownReport {

    private final Run run;
    private final Function<CaseResult, String> repeat;
    private final StringBuilder out = new StringBuilder();

    private MarkdownReport(Run run, Function<CaseResult, String> repeat) {
        this.run = run;
        this.repeat = repeat;
    }

    static String of(Run run, Function<CaseResult, String> repeat) {
        MarkdownReport report = new MarkdownReport(run, repeat);
        report.head();
        if (run.plan().mode() == Mode.PERF) {
            report.performance();
        } else {
            report.grid();
        }
        report.failures();
        report.reasons("Refused", result -> result.status() == Status.REFUSED, CaseResult::message);
        report.reasons(
                "Emulated",
                result -> !result.status().isFailure() && result.support() instanceof Support.Emulated,
                result -> result.support() instanceof Support.Emulated(String variant, String reason)
                        ? reason + " (" + variant + ")"
                        : "");
        report.reasons("Excluded", result -> result.status() == Status.EXCLUDED, CaseResult::message);
        return report.out.toString();
    }

    private void line(String text) {
        out.append(text).append('\n');
    }

    private void head() {
        int failed = run.failures().size();
        line("# Conformance of " + run.device().address());
        line("");
        line("**" + (failed == 0 ? "Passed" : "Failed") + "**"
                + (run.plan().mode() == Mode.PERF
                        ? ""
                        : ", profile **" + run.level().words() + "**: "
                                + run.level().why())
                + ".");
        line("");
        line("| | |");
        line("|---|---|");
        fact("Device", run.device().name() + " (" + run.device().kind() + ")");
        fact("Driver", run.device().driver());
        fact("Kernels", run.device().variant());
        run.device().claims().forEach(this::fact);
        fact("SPI", SpiVersion.current().toString());
        fact(
                "Run",
                run.plan().mode().name().toLowerCase(Locale.ROOT) + ", tier "
                        + run.plan().selection().tier().name().toLowerCase(Locale.ROOT) + ", seed "
                        + run.plan().seed()
                        + (run.plan().selection().isWhole()
                                ? ""
                                : ", filter "
                                        + String.join(
                                                " ", run.plan().selection().filters())));
        fact(
                "When",
                run.began().truncatedTo(ChronoUnit.SECONDS) + ", "
                        + String.format(Locale.ROOT, "%.1f s", run.took().toMillis() / 1e3));
        fact("Host", Host.describe());
        fact("Cases", counts());
        if (run.worst() > 0) {
            fact("Worst error / bound", number(run.worst()));
        }
        line("");
    }

    private void fact(String name, String value) {
        line("| " + name + " | " + cell(value) + " |");
    }

    private String counts() {
        return run.counts().entrySet().stream()
                .filter(entry -> entry.getValue() > 0)
                .map(entry -> entry.getValue() + " " + entry.getKey().words())
                .reduce((a, b) -> a + ", " + b)
                .orElse("none");
    }

    private void grid() {
        TypeGrid grid = TypeGrid.of(run.results());
        line("## Operators and types");
        line("");
        line("| operator |"
                + String.join(
                        "", grid.columns().stream().map(c -> " " + c + " |").toList()));
        line("|---|" + "---|".repeat(grid.columns().size()));
        for (Map.Entry<String, Map<String, Tally>> row : grid.rows().entrySet()) {
            StringBuilder text = new StringBuilder("| " + row.getKey() + " |");
            for (String column : grid.columns()) {
                Tally tally = row.getValue().get(column);
                text.append(' ').append(tally == null ? "" : words(tally)).append(" |");
            }
            line(text.toString());
        }
        line("");
        line("Counts of cases: done (~ emulated), refused (-), excluded (x), failed (**!**).");
        line("");
    }

    private static String words(Tally tally) {
        StringBuilder text = new StringBuilder();
        part(text, "", tally.done() - tally.emulated(), "");
        part(text, "", tally.emulated(), "~");
        part(text, "", tally.refused(), "-");
        part(text, "", tally.excluded(), "x");
        part(text, "**", tally.failed(), "!**");
        return text.toString();
    }

    private static void part(StringBuilder text, String before, int count, String after) {
        if (count > 0) {
            text.append(text.isEmpty() ? "" : " ").append(before).append(count).append(after);
        }
    }

    private void performance() {
        Roofline roofline = Roofline.of(run.results());
        line("## Performance");
        line("");
        line("Ceilings, measured through the backend itself: " + number(roofline.gigabytesPerSecond()) + " GB/s (`"
                + roofline.memoryFrom() + "`), " + number(roofline.gigaflops()) + " GFLOP/s (`"
                + roofline.arithmeticFrom() + "`). Times are medians.");
        line("");
        line("| case | time | GB/s | GFLOP/s | of what is possible |");
        line("|---|--:|--:|--:|--:|");
        for (CaseResult result : run.results()) {
            result.measurement()
                    .ifPresent(m -> line("| `" + result.id() + "` | "
                            + String.format(Locale.ROOT, "%.3f ms", m.seconds() * 1e3) + " | "
                            + number(m.gigabytesPerSecond()) + " | "
                            + (m.operations() == 0 ? "" : number(m.gigaflops())) + " | "
                            + Math.round(100 * roofline.share(m)) + " % |"));
        }
        line("");
    }

    private void failures() {
        List<CaseResult> failures = run.failures();
        if (failures.isEmpty()) {
            return;
        }
        line("## Failures");
        line("");
        for (CaseResult failure : failures) {
            line("### `" + failure.id() + "`");
            line("");
            line(failure.status().words()
                    + (failure.rule().isEmpty() ? "" : ", " + failure.check() + ", [" + failure.rule() + "](spi.md)")
                    + ": " + cell(FailureText.of(failure)));
            line("");
            line("```");
            line(repeat.apply(failure));
            line("```");
            line("");
        }
    }

    private void reasons(
            String title, java.util.function.Predicate<CaseResult> which, Function<CaseResult, String> why) {
        Map<String, Map<String, Integer>> reasons = new TreeMap<>();
        run.results().stream()
                .filter(which)
                .forEach(result -> reasons.computeIfAbsent(result.subject().family(), f -> new TreeMap<>())
                        .merge(why.apply(result), 1, Integer::sum));
        if (reasons.isEmpty()) {
            return;
        }
        line("## " + title);
        line("");
        line("| operator | cases | reason |");
        line("|---|--:|---|");
        reasons.forEach((family, counts) ->
                counts.forEach((reason, count) -> line("| " + family + " | " + count + " | " + cell(reason) + " |")));
        line("");
    }

    private static String number(double value) {
        return String.format(Locale.ROOT, value < 10 ? "%.3f" : "%.1f", value);
    }

    /** Text that does not break a table. */
    private static String cell(String text) {
        return text.replace("|", "\\|").replace("<", "&lt;").replace("\n", " ").replace("\r", "");
    }
}
