package dev.octavo.server.logging;

import java.util.logging.Level;

/** Which lines are written. */
public enum LogLevel {
    debug,
    info,
    warning,
    error,
    off;

    Level level() {
        return switch (this) {
            case debug -> Level.FINE;
            case info -> Level.INFO;
            case warning -> Level.WARNING;
            case error -> Level.SEVERE;
            case off -> Level.OFF;
        };
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
