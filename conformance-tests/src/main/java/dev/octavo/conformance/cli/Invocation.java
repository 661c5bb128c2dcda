package dev.octavo.conformance.cli;

import dev.octavo.conformance.config.JavaCommand;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * How the suite was called, so that messages can say how to call it again.
 *
 * @param words the words before the options, for example {@code octavo conformance}
 */
public record Invocation(List<String> words) {

    private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9_@%+=:,./-]+");

    /** Keeps a copy. */
    public Invocation {
        words = List.copyOf(words);
    }

    /** A start of this JVM with a main class. */
    public static Invocation ofJava(Class<?> main) {
        List<String> words = new ArrayList<>(JavaCommand.current().starting(main, List.of()));
        words.set(0, "java");
        return new Invocation(words);
    }

    /** The words as a shell takes them. */
    @Override
    public String toString() {
        return quoted(words);
    }

    static String quoted(List<String> words) {
        return words.stream().map(Invocation::quoted).collect(Collectors.joining(" "));
    }

    private static String quoted(String word) {
        return PLAIN.matcher(word).matches() ? word : "'" + word.replace("'", "'\\''") + "'";
    }
}
