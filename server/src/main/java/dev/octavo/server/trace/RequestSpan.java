package dev.octavo.server.trace;

import java.util.Map;
import java.util.random.RandomGenerator;

/**
 * One generation, from its arrival to its end.
 *
 * @param parent where it belongs
 * @param spanId 16 hexadecimal digits
 * @param startNanos nanoseconds since 1970
 * @param endNanos nanoseconds since 1970
 * @param attributes names, and texts, whole numbers or fractions; nothing of a prompt or an answer
 * @param error the kind of failure; empty for none
 */
public record RequestSpan(
        TraceParent parent,
        String spanId,
        long startNanos,
        long endNanos,
        Map<String, Object> attributes,
        String error) {

    /** A span with a new id. */
    public static RequestSpan of(
            TraceParent parent, long startNanos, long endNanos, Map<String, Object> attributes, String error) {
        return new RequestSpan(
                parent, TraceParent.spanId(RandomGenerator.getDefault()), startNanos, endNanos, attributes, error);
    }
}
