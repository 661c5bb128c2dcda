package dev.octavo.server.trace;

import java.util.HexFormat;
import java.util.Locale;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * The place of a span in a trace (W3C Trace Context, level 1).
 *
 * @param traceId 32 hexadecimal digits
 * @param parentId 16 hexadecimal digits; empty for a span that begins a trace
 * @param sampled whether anybody wants to see it
 * @param state what other vendors carry along; empty for nothing
 */
public record TraceParent(String traceId, String parentId, boolean sampled, String state) {

    private static final HexFormat HEX = HexFormat.of();
    private static final int MAX_STATE = 512;

    /** A trace that begins here. */
    public static TraceParent root(RandomGenerator random) {
        return new TraceParent(id(random, 16), "", true, "");
    }

    /** What a request's {@code traceparent} and {@code tracestate} say; empty if they say nothing or something malformed, which counts as nothing. */
    public static Optional<TraceParent> of(Optional<String> parent, Optional<String> state) {
        if (parent.isEmpty()) {
            return Optional.empty();
        }
        String[] parts = parent.get().strip().split("-", -1);
        boolean sound = parts.length >= 4
                && isHex(parts[0], 2)
                && !parts[0].equals("ff")
                && (parts.length == 4 || !parts[0].equals("00"))
                && isHex(parts[1], 32)
                && isHex(parts[2], 16)
                && isHex(parts[3], 2)
                && !parts[1].equals("0".repeat(32))
                && !parts[2].equals("0".repeat(16));
        if (!sound) {
            return Optional.empty();
        }
        boolean sampled = (HexFormat.fromHexDigits(parts[3]) & 1) != 0;
        return Optional.of(new TraceParent(
                parts[1], parts[2], sampled, state.map(TraceParent::printable).orElse("")));
    }

    private static boolean isHex(String text, int length) {
        return text.length() == length
                && text.equals(text.toLowerCase(Locale.ROOT))
                && text.chars().allMatch(HexFormat::isHexDigit);
    }

    private static String printable(String state) {
        boolean sound = state.length() <= MAX_STATE && state.chars().allMatch(c -> c >= ' ' && c < 0x7f);
        return sound ? state : "";
    }

    /** The id of a new span. */
    static String spanId(RandomGenerator random) {
        return id(random, 8);
    }

    private static String id(RandomGenerator random, int bytes) {
        byte[] id = new byte[bytes];
        random.nextBytes(id);
        id[0] |= 1; // Zero is no id.
        return HEX.formatHex(id);
    }
}
