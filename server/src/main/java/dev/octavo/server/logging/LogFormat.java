package dev.octavo.server.logging;

/** How log lines are written. */
public enum LogFormat {
    /** For people: time, level, logger, message. */
    text,
    /** For machines: one JSON object a line. */
    json
}
