package dev.octavo.conformance.cli;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** Names of options. */
final class Option {

    static final Set<String> TAKING_VALUES = Set.of(
            "--backend",
            "--device",
            "--tier",
            "--filter",
            "--seed",
            "--max-time",
            "--mode",
            "--require",
            "--report",
            "--backend-path",
            "--option",
            "--profile",
            "--jobs",
            "--timeout",
            "--jvm-option",
            "--matrix");

    static final Set<String> NAMES = names();

    /** A slip of the fingers changes no more letters than this. */
    private static final int FARTHEST = 3;

    private Option() {}

    private static Set<String> names() {
        Set<String> names = new TreeSet<>(TAKING_VALUES);
        names.addAll(List.of("--help", "-h", "--list", "--fork", "--no-fork"));
        return java.util.Collections.unmodifiableSet(names);
    }

    /** What was perhaps meant. */
    static Optional<String> nearest(String name) {
        return NAMES.stream()
                .filter(known -> known.startsWith("--"))
                .min(Comparator.comparingInt(known -> distance(known, name)))
                .filter(known -> distance(known, name) <= FARTHEST);
    }

    /** Letters to add, drop or change (Levenshtein 1966). */
    private static int distance(String a, String b) {
        int[] row = new int[b.length() + 1];
        for (int j = 0; j <= b.length(); j++) {
            row[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int change = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(change, Math.min(row[j], row[j - 1]) + 1);
            }
        }
        return row[b.length()];
    }
}
