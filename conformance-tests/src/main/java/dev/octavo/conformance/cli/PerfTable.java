package dev.octavo.conformance.cli;

import dev.octavo.conformance.report.Roofline;
import dev.octavo.conformance.run.CaseResult;
import dev.octavo.conformance.run.Run;
import dev.octavo.conformance.run.Status;
import java.io.PrintWriter;
import java.util.Locale;

/** Measurements on a terminal. */
final class PerfTable {

    private static final int ID = 52;

    private final PrintWriter out;

    PerfTable(PrintWriter out) {
        this.out = out;
    }

    void print(Run run) {
        Roofline roofline = Roofline.of(run.results());
        out.printf(
                Locale.ROOT,
                "  measured ceilings: %.1f GB/s (%s), %.1f GFLOP/s (%s)%n%n",
                roofline.gigabytesPerSecond(),
                roofline.memoryFrom(),
                roofline.gigaflops(),
                roofline.arithmeticFrom());
        out.printf("  %-" + ID + "s %11s %9s %9s %6s%n", "case", "time", "GB/s", "GFLOP/s", "of top");
        for (CaseResult result : run.results()) {
            result.measurement()
                    .ifPresent(m -> out.printf(
                            Locale.ROOT,
                            "  %-" + ID + "s %11s %9.1f %9s %5.0f%%%n",
                            cut(result.id()),
                            time(m.seconds()),
                            m.gigabytesPerSecond(),
                            m.operations() == 0 ? "-" : String.format(Locale.ROOT, "%.1f", m.gigaflops()),
                            100 * roofline.share(m)));
        }
        int refused = run.counts().getOrDefault(Status.REFUSED, 0);
        if (refused > 0) {
            out.println("  refused: " + refused + " cases");
        }
    }

    private static String time(double seconds) {
        return seconds < 1e-3
                ? String.format(Locale.ROOT, "%.1f us", seconds * 1e6)
                : String.format(Locale.ROOT, "%.2f ms", seconds * 1e3);
    }

    private static String cut(String id) {
        return id.length() <= ID ? id : id.substring(0, ID - 3) + "...";
    }
}
