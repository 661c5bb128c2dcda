package dev.octavo.server.logging;

import java.util.Map;

/** What lines for machines say beside the message. */
public final class LogContext {

    /** The id of the request that the running thread works on. */
    public static final ScopedValue<String> REQUEST_ID = ScopedValue.newInstance();

    private LogContext() {}

    /** A parameter of a log call that has names for its values; texts, numbers and truth values. */
    @FunctionalInterface
    public interface Fields {
        /** Names and values, in the order in which they are written. */
        Map<String, Object> fields();
    }
}
