package dev.octavo.conformance.cli;

import dev.octavo.conformance.run.CaseResult;
import dev.octavo.conformance.run.Run;
import dev.octavo.conformance.run.Status;
import dev.octavo.spi.SpiVersion;
import java.io.PrintWriter;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Runs with several root seeds: a line for each, then the worst error of each operator over all of them. */
final class SeedSummary {

    /** For a case, so that a line has at most 100 columns. */
    private static final int ROOM = 52;

    private final PrintWriter out;
    private final Map<String, Worst> worst = new LinkedHashMap<>();
    private int runs;
    private int failedRuns;
    private long passed;
    private long missing;

    /** The largest error of an operator, and where it was. */
    private record Worst(double error, long seed, String id) {}

    SeedSummary(PrintWriter out) {
        this.out = out;
    }

    private static String cut(String id) {
        return id.length() <= ROOM ? id : id.substring(0, ROOM - 3) + "...";
    }

    /** Takes a run in, and prints its line. */
    void add(Run run) {
        runs++;
        List<CaseResult> failures = run.failures();
        failedRuns += failures.isEmpty() ? 0 : 1;
        int done = run.counts().getOrDefault(Status.PASSED, 0);
        passed += done;
        missing += run.counts().getOrDefault(Status.NOT_REACHED, 0);
        run.results()
                .forEach(result -> worst.merge(
                        result.subject().family(),
                        new Worst(result.worst(), run.plan().seed(), result.id()),
                        (a, b) -> a.error() >= b.error() ? a : b));
        out.printf(
                Locale.ROOT,
                "seed %d: %s, %d passed, %d failed, worst error / bound %.3f, %.1f s%n",
                run.plan().seed(),
                failures.isEmpty() ? "PASSED" : "FAILED",
                done,
                failures.size(),
                run.worst(),
                run.took().toMillis() / 1e3);
        out.flush();
    }

    /** Prints the table; {@code asked} runs were wanted. */
    void print(String address, int asked) {
        out.println();
        out.println("Octavo conformance, SPI " + SpiVersion.current() + ": " + address + ", " + runs + " of " + asked
                + " seeds, " + passed + " cases passed"
                + (missing == 0 ? "" : ", " + missing + " not reached in time"));
        out.println();
        out.printf("  %-14s %19s %8s  %s%n", "operator", "worst error / bound", "seed", "case");
        worst.entrySet().stream()
                .filter(entry -> entry.getValue().error() > 0)
                .sorted(Comparator.comparingDouble(entry -> -entry.getValue().error()))
                .forEach(entry -> out.printf(
                        Locale.ROOT,
                        "  %-14s %19.3f %8d  %s%n",
                        entry.getKey(),
                        entry.getValue().error(),
                        entry.getValue().seed(),
                        cut(entry.getValue().id())));
        out.println();
        out.println(
                failedRuns == 0 ? "Result: PASSED" : "Result: FAILED with " + failedRuns + " of " + runs + " seeds");
        out.flush();
    }
}
