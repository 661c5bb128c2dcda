package dev.octavo.server.logging;

import java.util.logging.ConsoleHandler;
import java.util.logging.Formatter;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogManager;
import java.util.logging.Logger;

/** Sets up logging for the whole process, to standard error. */
public final class Logging {

    /** Held, because the JDK forgets a logger's level once nobody refers to it. */
    private static final Logger ROOT = Logger.getLogger("");

    private static final int SHUTDOWN_LOOKS = 50;
    private static final int SHUTDOWN_PAUSE_MILLIS = 5;

    private Logging() {}

    /** From now on, lines of this level and above, in this form. */
    public static void configure(LogLevel level, LogFormat format) {
        LogManager.getLogManager().reset();
        Level least = level.level();
        ROOT.setLevel(least);
        Handler handler = new ConsoleHandler();
        handler.setLevel(least);
        handler.setFormatter(formatter(format));
        ROOT.addHandler(handler);
    }

    /** Who writes lines of a form. */
    public static Formatter formatter(LogFormat format) {
        return format == LogFormat.json ? new JsonLines() : new TextLines();
    }

    /**
     * Sets logging up once more in a shutdown hook. The JDK takes every handler away in a hook of its own, which runs at the same time, and what happens while a
     * process ends in order is worth a line too.
     */
    public static void configureInShutdown(LogLevel level, LogFormat format) throws InterruptedException {
        for (int i = 0; i < SHUTDOWN_LOOKS && ROOT.getHandlers().length > 0; i++) {
            Thread.sleep(SHUTDOWN_PAUSE_MILLIS);
        }
        configure(level, format);
    }
}
