package dev.octavo.server.cli;

import dev.octavo.runtime.load.LoadProgress;
import java.io.PrintStream;
import java.util.Locale;

/** Draws how far loading is on one line of the terminal, ten times a second at most. Where the output is no terminal it prints nothing until the end. */
final class ProgressBar implements LoadProgress {

    private static final int WIDTH = 28;
    private static final long INTERVAL_NANOS = 100_000_000;

    private final PrintStream out;
    private final boolean terminal;
    private final long start = System.nanoTime();
    private String phase = "";
    private long phaseStart;
    private long drawnAt;
    private boolean finished;

    private final boolean bytes;

    ProgressBar(PrintStream out, boolean terminal) {
        this(out, terminal, true);
    }

    private ProgressBar(PrintStream out, boolean terminal, boolean bytes) {
        this.out = out;
        this.terminal = terminal;
        this.bytes = bytes;
    }

    /** The same for things that are counted. */
    static ProgressBar counting() {
        return new ProgressBar(System.err, Interaction.atTerminal(), false);
    }

    /** On standard error, drawn where that is a terminal. */
    static ProgressBar standard() {
        return new ProgressBar(System.err, Interaction.atTerminal());
    }

    @Override
    public void report(String newPhase, long done, long total) {
        long now = System.nanoTime();
        if (!newPhase.equals(phase)) {
            phase = newPhase;
            phaseStart = now;
            drawnAt = 0;
            finished = false;
        }
        boolean end = done >= total;
        if (finished || (!end && now - drawnAt < INTERVAL_NANOS)) {
            return;
        }
        drawnAt = now;
        finished = end;
        draw(done, total, (now - phaseStart) / 1e9, end);
    }

    private void draw(long done, long total, double seconds, boolean end) {
        if (!terminal) {
            return;
        }
        double share = total <= 0 ? 1 : Math.min(1, (double) done / total);
        int filled = (int) Math.round(share * WIDTH);
        String rate = bytes && seconds > 0.2 ? "  " + ByteSize.readable((long) (done / seconds)) + "/s" : "";
        String amount = bytes ? ByteSize.readable(done) : done + " of " + total;
        out.print("\r\u001b[K" + phase + " [" + "#".repeat(filled) + ".".repeat(WIDTH - filled) + "] "
                + String.format(Locale.ROOT, "%3.0f%%", share * 100) + "  " + amount + rate);
        if (end) {
            out.print("\r\u001b[K");
        }
        out.flush();
    }

    /** Seconds since it was made. */
    double seconds() {
        return (System.nanoTime() - start) / 1e9;
    }
}
