package dev.octavo.server.logging;

import java.util.logging.ConsoleHandler;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogManager;
import java.util.logging.Logger;

/** Sets up logging for the whole process, to standard error. */
public final class Logging {

    /** Held, because the JDK forgets a logger's level once nobody refers to it. */
    private static final Logger ROOT = Logger.getLogger("");

    private Logging() {}

    /** From now on, lines of this level and above, in this form. */
    public static void configure(LogLevel level, LogFormat format) {
        LogManager.getLogManager().reset();
        Level least = level.level();
        ROOT.setLevel(least);
        Handler handler = new ConsoleHandler();
        handler.setLevel(least);
        handler.setFormatter(format == LogFormat.json ? new JsonLines() : new TextLines());
        ROOT.addHandler(handler);
    }
}
