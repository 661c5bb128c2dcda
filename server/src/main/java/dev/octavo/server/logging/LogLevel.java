package dev.octavo.server.logging;

import java.util.logging.Level;

/** Which lines are written. */
public enum LogLevel {
    debug(Level.FINE),
    info(Level.INFO),
    warning(Level.WARNING),
    error(Level.SEVERE),
    off(Level.OFF);

    private final Level level;

    LogLevel(Level level) {
        this.level = level;
    }

    Level level() {
        return level;
    }

    /** The name that {@link java.lang.System.Logger} has for a level. */
    static String name(Level level) {
        int value = level.intValue();
        if (value >= Level.SEVERE.intValue()) {
            return "ERROR";
        }
        if (value >= Level.WARNING.intValue()) {
            return "WARN";
        }
        return value >= Level.INFO.intValue() ? "INFO" : "DEBUG";
    }
}
