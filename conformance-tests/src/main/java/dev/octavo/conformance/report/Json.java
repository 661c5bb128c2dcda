package dev.octavo.conformance.report;

import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Writes maps, lists, texts, numbers and truth values as JSON (RFC 8259). */
final class Json {

    private final StringBuilder out = new StringBuilder();

    private Json() {}

    /** As text with one entry of the outer levels a line, so that versions can be compared line by line. */
    static String write(Object tree) {
        Json json = new Json();
        json.value(tree, 0);
        return json.out.append('\n').toString();
    }

    private void value(Object value, int depth) {
        switch (value) {
            case Map<?, ?> map -> object(map, depth);
            case List<?> list -> array(list, depth);
            case String text -> string(text);
            case Double number -> number(number);
            case Integer number -> out.append(number.intValue());
            case Long number -> out.append(number.longValue());
            case Boolean flag -> out.append(flag.booleanValue());
            default -> throw new IllegalArgumentException("no JSON for " + value.getClass());
        }
    }

    private void object(Map<?, ?> map, int depth) {
        out.append('{');
        String separator = "";
        for (Map.Entry<?, ?> entry : map.entrySet()) {
            out.append(separator);
            line(depth + 1);
            string(String.valueOf(entry.getKey()));
            out.append(": ");
            value(entry.getValue(), depth + 1);
            separator = depth < 2 ? "," : ", ";
        }
        if (!map.isEmpty() && depth < 2) {
            line(depth);
        }
        out.append('}');
    }

    private void array(List<?> list, int depth) {
        out.append('[');
        String separator = "";
        for (Object entry : list) {
            out.append(separator);
            line(depth + 1);
            value(entry, depth + 1);
            separator = depth < 2 ? "," : ", ";
        }
        if (!list.isEmpty() && depth < 2) {
            line(depth);
        }
        out.append(']');
    }

    /** What lies deeper stays on its line. */
    private void line(int depth) {
        if (depth <= 2) {
            out.append('\n').append("  ".repeat(depth));
        }
    }

    private void number(double value) {
        if (!Double.isFinite(value)) {
            string(Double.toString(value)); // JSON has no such numbers.
        } else if (value == Math.rint(value) && Math.abs(value) < 1e15) {
            out.append((long) value);
        } else {
            out.append(String.format(Locale.ROOT, "%.6g", value));
        }
    }

    private void string(String text) {
        out.append('"');
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '"' -> out.append("\\\"");
                case '\\' -> out.append("\\\\");
                case '\n' -> out.append("\\n");
                case '\r' -> out.append("\\r");
                case '\t' -> out.append("\\t");
                default -> {
                    // Angle brackets and ampersands are escaped, too, so that JSON can stand inside a page.
                    if (c < 0x20 || c == '<' || c == '>' || c == '&' || c == '\u2028' || c == '\u2029') {
                        out.append(String.format(Locale.ROOT, "\\u%04x", (int) c));
                    } else {
                        out.append(c);
                    }
                }
            }
        }
        out.append('"');
    }
}
