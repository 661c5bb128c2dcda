package dev.octavo.server.cli;

import java.io.PrintStream;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.IntConsumer;

/** Shows on one line of the terminal how many of some things are done, five times a second at most; prints nothing where there is no terminal. */
final class CountProgress implements IntConsumer {

    private static final long INTERVAL_NANOS = 200_000_000;

    private final PrintStream out;
    private final boolean terminal;
    private final String what;
    private final int total;
    private final long start = System.nanoTime();
    private final AtomicLong drawnAt = new AtomicLong(start);

    CountProgress(PrintStream out, boolean terminal, String what, int total) {
        this.out = out;
        this.terminal = terminal;
        this.what = what;
        this.total = total;
    }

    /** On standard error, drawn where that is a terminal. */
    static CountProgress standard(String what, int total) {
        return new CountProgress(System.err, Interaction.atTerminal(), what, total);
    }

    /** May be called by any thread. */
    @Override
    public void accept(int done) {
        long now = System.nanoTime();
        long drawn = drawnAt.get();
        if (!terminal || (done < total && now - drawn < INTERVAL_NANOS) || !drawnAt.compareAndSet(drawn, now)) {
            return;
        }
        double rate = done / Math.max(1e-9, (now - start) / 1e9);
        out.print(String.format(Locale.ROOT, "\r\u001b[K%s %d/%d  %.1f/s", what, done, total, rate)
                + (done >= total ? "\r\u001b[K" : ""));
        out.flush();
    }
}
