package dev.octavo.conformance.cli;

import dev.octavo.conformance.run.CaseResult;
import dev.octavo.conformance.run.RunListener;
import dev.octavo.conformance.session.DeviceCard;
import java.io.PrintWriter;
import java.util.Locale;
import java.util.function.LongSupplier;

/** Says how far a run is: in one line that changes, or, where there is no terminal, in a line every few seconds. */
final class Progress implements RunListener {

    private static final int WIDTH = 100;
    private static final long TERMINAL_NANOS = 100_000_000L;
    private static final long PLAIN_NANOS = 10_000_000_000L;
    private static final int MOST_ANNOUNCED = 10;

    private final PrintWriter out;
    private final boolean terminal;
    private final LongSupplier clock;
    private long start;
    private long shown;
    private int cases;
    private int done;
    private int failed;
    private String current = "";

    Progress(PrintWriter out, boolean terminal, LongSupplier clock) {
        this.out = out;
        this.terminal = terminal;
        this.clock = clock;
    }

    @Override
    public synchronized void opened(DeviceCard device, int total) {
        cases = total;
        start = clock.getAsLong();
        shown = start;
        line(total + (total == 1 ? " case" : " cases") + " on " + device.address() + ", " + device.name());
    }

    @Override
    public synchronized void began(String id) {
        current = id;
        show(TERMINAL_NANOS, true);
    }

    @Override
    public synchronized void ended(CaseResult result) {
        done++;
        if (result.status().isFailure()) {
            failed++;
            if (failed <= MOST_ANNOUNCED) {
                line(cut(result.status().words().toUpperCase(Locale.ROOT) + " " + result.id()));
            }
        }
        if (terminal) {
            show(TERMINAL_NANOS, done == cases);
        } else {
            show(PLAIN_NANOS, false);
        }
    }

    /** Removes the line that changes. */
    synchronized void finish() {
        if (terminal) {
            out.print("\r\u001B[K");
            out.flush();
        }
    }

    private void line(String text) {
        out.print(terminal ? "\r\u001B[K" + text + System.lineSeparator() : text + System.lineSeparator());
        out.flush();
    }

    private void show(long interval, boolean always) {
        long now = clock.getAsLong();
        if ((always && !terminal) || (now - shown < interval && !(always && done == cases))) {
            return;
        }
        shown = now;
        String text = cut(text((now - start) / 1e9));
        if (terminal) {
            out.print("\r" + text + "\u001B[K");
            out.flush();
        } else {
            line(text);
        }
    }

    private String text(double seconds) {
        double rate = done / Math.max(seconds, 1e-3);
        String left = done == 0 ? "?" : time((cases - done) / rate);
        return String.format(
                Locale.ROOT,
                "%d/%d %3d%%  %s/s  %s left  %s  %s",
                done,
                cases,
                cases == 0 ? 100 : 100 * done / cases,
                String.format(Locale.ROOT, rate < 10 ? "%.1f" : "%.0f", rate),
                left,
                failed == 0 ? "no failure" : failed + " failed",
                current);
    }

    private static String time(double seconds) {
        long whole = Math.round(seconds);
        return whole >= 3600
                ? whole / 3600 + " h " + whole % 3600 / 60 + " min"
                : whole >= 60 ? whole / 60 + " min " + whole % 60 + " s" : whole + " s";
    }

    private static String cut(String text) {
        return text.length() < WIDTH ? text : text.substring(0, WIDTH - 4) + "...";
    }
}
