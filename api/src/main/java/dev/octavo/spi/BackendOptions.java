package dev.octavo.spi;

import java.util.Map;
import java.util.Optional;

/**
 * Settings of the user for a backend, as text. Keys are named by the backend's own documentation, for example {@code threads}.
 *
 * @param values key to value
 */
public record BackendOptions(Map<String, String> values) {

    /** Keeps a copy. */
    public BackendOptions {
        values = Map.copyOf(values);
    }

    /** No settings. */
    public static BackendOptions none() {
        return new BackendOptions(Map.of());
    }

    /** The value of a key. */
    public Optional<String> text(String key) {
        return Optional.ofNullable(values.get(key));
    }

    /**
     * The value of a key as a number.
     *
     * @throws UserException if the value is no integer or out of range
     */
    public int integer(String key, int fallback, int min, int max) {
        String value = values.get(key);
        if (value == null) {
            return fallback;
        }
        try {
            int number = Integer.parseInt(value.strip());
            if (number >= min && number <= max) {
                return number;
            }
        } catch (NumberFormatException e) {
            // Falls through to the message below, which also covers numbers out of range.
        }
        throw new UserException(
                "backend option " + key + "=" + value + " is not an integer from " + min + " to " + max);
    }
}
