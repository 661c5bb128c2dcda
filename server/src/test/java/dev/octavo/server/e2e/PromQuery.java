package dev.octavo.server.e2e;

import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The metrics and labels that a PromQL expression names.
 *
 * @param metrics names of series
 * @param labels names in selectors and after by, without, on, ignoring
 */
record PromQuery(Set<String> metrics, Set<String> labels) {

    private static final Pattern WORDS = Pattern.compile(
            "\"(?:[^\"\\\\]|\\\\.)*\"" // a text
                    + "|\\[[^\\]]*]" // a range
                    + "|\\{(?<matchers>[^}]*)}"
                    + "|\\b(?:by|without|on|ignoring|group_left|group_right)\\s*\\((?<grouping>[^)]*)\\)"
                    + "|(?<function>[a-zA-Z_][a-zA-Z0-9_]*)\\s*(?=\\()"
                    + "|(?<number>[0-9][0-9.eE]*[smhdwy]?)"
                    + "|(?<metric>[a-zA-Z_:][a-zA-Z0-9_:]*)");
    private static final Pattern MATCHER = Pattern.compile("([a-zA-Z_][a-zA-Z0-9_]*)\\s*(?:=~|!~|!=|=)\\s*\"");
    private static final Set<String> KEYWORDS =
            Set.of("and", "or", "unless", "bool", "offset", "sum", "min", "max", "avg", "count");

    static PromQuery of(String expression) {
        Set<String> metrics = new TreeSet<>();
        Set<String> labels = new TreeSet<>();
        Matcher words = WORDS.matcher(expression);
        while (words.find()) {
            if (words.group("matchers") != null) {
                MATCHER.matcher(words.group("matchers")).results().forEach(found -> labels.add(found.group(1)));
            } else if (words.group("grouping") != null) {
                for (String label : words.group("grouping").split(",", -1)) {
                    if (!label.isBlank()) {
                        labels.add(label.strip());
                    }
                }
            } else if (words.group("metric") != null && !KEYWORDS.contains(words.group("metric"))) {
                metrics.add(words.group("metric"));
            }
        }
        return new PromQuery(metrics, labels);
    }
}
