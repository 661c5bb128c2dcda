package dev.octavo.conformance.fork;

import java.io.IOException;
import java.util.Arrays;
import java.util.stream.Collectors;

/** Tells the parent, shortly before time is up, where a case hangs. */
final class Watch {

    private static final long NEVER = Long.MAX_VALUE;
    private static final int FRAMES = 16;
    private static final int CHECK_MILLIS = 20;

    private final Thread watched;
    private final Line line;
    private volatile long warnAt = NEVER;

    Watch(Thread watched, Line line) {
        this.watched = watched;
        this.line = line;
    }

    /** A case begins that may take so long. */
    void start(long limitMillis) {
        warnAt = System.nanoTime() / 1_000_000 + Math.max(limitMillis * 9 / 10, limitMillis - 1000);
    }

    /** It has ended. */
    void stop() {
        warnAt = NEVER;
    }

    /** Looks until the process ends. */
    void run() {
        while (true) {
            try {
                Thread.sleep(CHECK_MILLIS);
                if (warnAt != NEVER && System.nanoTime() / 1_000_000 - warnAt >= 0) {
                    warnAt = NEVER;
                    line.send(new Message.Stuck(describe(watched.getState(), watched.getStackTrace())));
                }
            } catch (IOException | InterruptedException e) {
                return;
            }
        }
    }

    /** Something and the frames that it came from. */
    static String describe(Object what, StackTraceElement[] frames) {
        return what + " at "
                + Arrays.stream(frames)
                        .limit(FRAMES)
                        .map(StackTraceElement::toString)
                        .collect(Collectors.joining(" < "));
    }
}
