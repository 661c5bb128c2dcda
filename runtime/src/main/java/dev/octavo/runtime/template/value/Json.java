package dev.octavo.runtime.template.value;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Python's {@code json.dumps}, with its spacing. */
public final class Json {

    /**
     * How to write.
     *
     * @param indent what one level is indented by; null: all in one line
     */
    public record Style(
            boolean ascii, @Nullable String indent, String itemSeparator, String keySeparator, boolean sortKeys) {}

    private final Budget budget;
    private final Style style;
    private final StringBuilder out = new StringBuilder();

    private Json(Budget budget, Style style) {
        this.budget = budget;
        this.style = style;
    }

    /** @throws EvalError for values that JSON does not have */
    public static String write(Budget budget, Object value, Style style) {
        Json json = new Json(budget, style);
        json.value(value, 0);
        return json.out.toString();
    }

    private void value(Object value, int level) {
        budget.step();
        budget.length(out.length());
        switch (value) {
            case String text -> text(text);
            case Markup markup -> text(markup.text());
            case None none -> out.append("null");
            case Boolean bool -> out.append((boolean) bool);
            case Long number -> out.append((long) number);
            case BigInteger number -> out.append(Repr.repr(budget, number));
            case Double number -> out.append(real(number));
            case Sequence sequence -> array(sequence.items(), level);
            case PyDict dict -> object(dict, level);
            default -> throw EvalError.type("Object of type " + Types.name(value) + " is not JSON serializable");
        }
    }

    private static String real(double number) {
        if (Double.isFinite(number)) {
            return Floats.repr(number);
        }
        return Double.isNaN(number) ? "NaN" : number > 0 ? "Infinity" : "-Infinity";
    }

    private void array(List<Object> items, int level) {
        if (items.isEmpty()) {
            out.append("[]");
            return;
        }
        budget.enter(2);
        out.append('[');
        for (int i = 0; i < items.size(); i++) {
            separate(i, level + 1);
            value(items.get(i), level + 1);
        }
        line(level);
        out.append(']');
        budget.leave(2);
    }

    private void object(PyDict dict, int level) {
        if (dict.size() == 0) {
            out.append("{}");
            return;
        }
        budget.enter(2);
        out.append('{');
        int i = 0;
        for (Object item : entries(dict)) {
            List<Object> entry = ((PyTuple) item).items();
            separate(i++, level + 1);
            text(key(entry.get(0)));
            out.append(style.keySeparator);
            value(entry.get(1), level + 1);
        }
        line(level);
        out.append('}');
        budget.leave(2);
    }

    private List<Object> entries(PyDict dict) {
        if (!style.sortKeys) {
            return dict.items();
        }
        List<Comparison.Keyed> keyed = new ArrayList<>();
        for (Object item : dict.items()) {
            keyed.add(new Comparison.Keyed(((PyTuple) item).items().get(0), item));
        }
        List<Object> sorted = new ArrayList<>();
        Comparison.sort(budget, keyed, false).forEach(k -> sorted.add(k.value()));
        return sorted;
    }

    private String key(Object key) {
        return switch (key) {
            case String text -> text;
            case None none -> "null";
            case Boolean bool -> bool ? "true" : "false";
            case Double number -> real(number);
            case Long number -> number.toString();
            case BigInteger number -> Repr.digits(number);
            default -> throw EvalError.type("keys must be str, int, float, bool or None, not " + Types.name(key));
        };
    }

    private void separate(int index, int level) {
        if (index > 0) {
            out.append(style.itemSeparator);
        }
        line(level);
    }

    private void line(int level) {
        String indent = style.indent;
        if (indent != null) {
            budget.scan(indent.length() * (long) level);
            budget.length(out.length() + indent.length() * (long) level);
            out.append('\n').append(indent.repeat(level));
        }
    }

    private void text(String text) {
        budget.scan(text.length());
        budget.length((long) out.length() + text.length());
        out.append('"');
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '"' -> out.append("\\\"");
                case '\\' -> out.append("\\\\");
                case '\n' -> out.append("\\n");
                case '\r' -> out.append("\\r");
                case '\t' -> out.append("\\t");
                case '\f' -> out.append("\\f");
                case '\b' -> out.append("\\b");
                default -> {
                    if (c < 0x20 || (style.ascii && c > 0x7e)) {
                        if (c == 0x7f) {
                            out.append(c);
                        } else {
                            out.append(String.format("\\u%04x", (int) c));
                        }
                    } else {
                        out.append(c);
                    }
                }
            }
        }
        out.append('"');
    }
}
