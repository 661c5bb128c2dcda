package dev.octavo.conformance.cli;

import dev.octavo.conformance.report.FailureText;
import dev.octavo.conformance.report.Tally;
import dev.octavo.conformance.run.CaseResult;
import dev.octavo.conformance.run.Mode;
import dev.octavo.conformance.run.Run;
import dev.octavo.conformance.run.Status;
import dev.octavo.conformance.select.Subject;
import dev.octavo.spi.SpiVersion;
import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;

/** A run on a terminal, within 100 columns (commands for copying apart). */
final class Summary {

    private static final int WIDTH = 100;
    private static final int MOST_FAILURES = 20;

    private final PrintWriter out;
    private final Function<Subject, String> repeat;

    Summary(PrintWriter out, Function<Subject, String> repeat) {
        this.out = out;
        this.repeat = repeat;
    }

    /** What was wrong in one of several runs, and nothing where all was well. */
    void printFailures(Run run) {
        failures(run);
        out.flush();
    }

    void print(Run run) {
        out.println();
        wrapped("Octavo conformance, SPI " + SpiVersion.current() + ": "
                + run.device().address() + ", " + run.device().name() + " ("
                + run.device().variant() + ")");
        wrapped("mode " + words(run.plan().mode()) + ", tier "
                + words(run.plan().selection().tier()) + ", seed "
                + run.plan().seed() + ", " + run.results().size() + " cases in " + seconds(run)
                + (run.plan().selection().isWhole()
                        ? ""
                        : ", filter " + String.join(" ", run.plan().selection().filters())));
        out.println();
        if (run.plan().mode() == Mode.PERF) {
            new PerfTable(out).print(run);
        } else {
            table(run);
        }
        failures(run);
        verdict(run);
        out.flush();
    }

    private void table(Run run) {
        boolean asked = run.plan().mode() == Mode.SUPPORT;
        String format = "  %-14s %8s %9s %8s %9s %7s %s%n";
        out.printf(
                format,
                "operator",
                asked ? "yes" : "passed",
                "emulated",
                "refused",
                "excluded",
                "failed",
                asked ? "" : " worst error / bound");
        for (Map.Entry<String, Tally> row : Tally.byFamily(run.results()).entrySet()) {
            row(format, row.getKey(), row.getValue(), asked);
        }
        row(format, "all", Tally.of(run.results()), asked);
    }

    private void row(String format, String name, Tally tally, boolean asked) {
        out.printf(
                Locale.ROOT,
                format,
                name,
                tally.done(),
                blank(tally.emulated()),
                blank(tally.refused()),
                blank(tally.excluded()),
                blank(tally.failed()),
                asked || tally.worst() == 0 ? "" : String.format(Locale.ROOT, " %.3f", tally.worst()));
    }

    private static String blank(int count) {
        return count == 0 ? "-" : Integer.toString(count);
    }

    private void failures(Run run) {
        List<CaseResult> failures = run.failures();
        int shown = 0;
        for (CaseResult failure : failures) {
            if (shown == MOST_FAILURES) {
                out.println();
                out.println("... and " + (failures.size() - shown) + " more; --report DIR lists all of them");
                return;
            }
            shown++;
            out.println();
            wrapped(shown + ". " + failure.status().words().toUpperCase(Locale.ROOT) + " " + failure.id());
            if (!failure.rule().isEmpty()) {
                out.println("   " + failure.check() + ", rule " + failure.rule() + " of docs/spi.md");
            }
            Text.wrap(FailureText.of(failure), WIDTH - 3).forEach(line -> out.println("   " + line));
            out.println("   repeat: " + repeat.apply(failure.subject()));
        }
    }

    private void verdict(Run run) {
        out.println();
        if (run.plan().mode() != Mode.PERF) {
            wrapped("Profile reached: " + run.level().words() + " ("
                    + run.level().why() + ")");
        }
        int failed = run.failures().size();
        int missing = run.counts().getOrDefault(Status.NOT_REACHED, 0);
        if (missing > 0) {
            out.println(
                    "Not reached in time: " + missing + " of " + run.results().size() + " cases");
        }
        int untested = run.counts().getOrDefault(Status.UNTESTED, 0);
        out.println(
                failed == 0
                        ? "Result: PASSED"
                        : "Result: FAILED, " + failed + " of " + run.results().size() + " cases"
                                + (untested == 0 ? "" : ", " + untested + " of them untested"));
    }

    private void wrapped(String text) {
        Text.wrap(text, WIDTH).forEach(out::println);
    }

    private static String seconds(Run run) {
        return String.format(Locale.ROOT, "%.1f s", run.took().toMillis() / 1e3);
    }

    private static String words(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }
}
