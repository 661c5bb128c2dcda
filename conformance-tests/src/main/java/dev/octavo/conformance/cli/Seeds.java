package dev.octavo.conformance.cli;

import dev.octavo.spi.UserException;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.LongStream;

/** Reads root seeds: one, or a range such as {@code 0-19}. */
final class Seeds {

    private static final Pattern RANGE = Pattern.compile("(\\d{1,18})(?:-|\\.\\.)(\\d{1,18})");
    private static final long MOST = 100_000;

    private Seeds() {}

    /**
     * The seeds that a text names.
     *
     * @throws UserException if it names none, or too many
     */
    static List<Long> of(String text) {
        Matcher range = RANGE.matcher(text);
        if (!range.matches()) {
            return List.of(one(text));
        }
        long first = Long.parseLong(range.group(1));
        long last = Long.parseLong(range.group(2));
        if (last < first || last - first >= MOST) {
            throw new UserException(
                    "--seed " + text + " has to name between 1 and " + MOST + " seeds, the smallest first");
        }
        return LongStream.rangeClosed(first, last).boxed().toList();
    }

    private static long one(String text) {
        try {
            return Long.decode(text);
        } catch (NumberFormatException e) {
            throw new UserException("--seed needs an integer of 64 bits, or a range such as 0-19, not " + text, e);
        }
    }
}
