package dev.octavo.runtime.metrics;

import java.io.IOException;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Names and values that tell the series of a metric apart, sorted by name. */
final class Labels {

    private final TreeMap<String, String> values;
    private final String text;

    Labels(Map<String, String> values) {
        this.values = new TreeMap<>(values);
        this.text = this.values.isEmpty()
                ? ""
                : this.values.entrySet().stream()
                        .map(label -> label.getKey() + "=\"" + escape(label.getValue()) + '"')
                        .collect(Collectors.joining(",", "{", "}"));
    }

    /** These labels and one more. */
    Labels with(String name, String value) {
        TreeMap<String, String> more = new TreeMap<>(values);
        more.put(name, value);
        return new Labels(more);
    }

    /** Writes the name, the labels and a blank. */
    Appendable write(String name, Appendable out) throws IOException {
        return out.append(name).append(text).append(' ');
    }

    private static String escape(String value) {
        return value.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n");
    }
}
