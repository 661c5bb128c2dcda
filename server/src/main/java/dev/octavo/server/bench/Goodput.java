package dev.octavo.server.bench;

import dev.octavo.spi.UserException;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Which requests count as served well: those whose latencies all stay within limits.
 *
 * @param milliseconds limits of TTFT, TPOT and E2EL
 */
public record Goodput(Map<Latency, Double> milliseconds) {

    /** Reads {@code ttft:500 tpot:50}. */
    public static Goodput parse(List<String> words) {
        Map<Latency, Double> limits = new EnumMap<>(Latency.class);
        for (String word : words) {
            int colon = word.indexOf(':');
            try {
                Latency latency =
                        Latency.valueOf(word.substring(0, Math.max(0, colon)).toUpperCase(Locale.ROOT));
                double limit = Double.parseDouble(word.substring(colon + 1));
                if (latency == Latency.ITL || !(limit >= 0)) {
                    throw new IllegalArgumentException("out of range");
                }
                limits.put(latency, limit);
            } catch (IllegalArgumentException e) {
                throw new UserException(
                        "--goodput takes limits such as ttft:500 tpot:50 e2el:2000 in milliseconds, but got '" + word
                                + "'",
                        e);
            }
        }
        return new Goodput(limits);
    }

    /** Whether limits were given at all. */
    public boolean wanted() {
        return !milliseconds.isEmpty();
    }

    /** Whether a successful request keeps all limits. */
    boolean met(Outcome outcome) {
        return milliseconds.entrySet().stream()
                .allMatch(limit -> 1000
                                * switch (limit.getKey()) {
                                    case TTFT -> outcome.timeToFirstToken();
                                    case TPOT -> outcome.timePerOutputToken();
                                    case E2EL -> outcome.latency();
                                    case ITL -> throw new IllegalStateException("no limit per gap");
                                }
                        <= limit.getValue());
    }
}
