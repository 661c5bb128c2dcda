package dev.octavo.runtime.template.value;

import java.math.BigInteger;
import java.util.List;

/** Python's {@code str()} and {@code repr()}. */
public final class Repr {

    /** Digits that Python turns into text at most. */
    private static final int MAX_DIGITS = 4300;

    private final Budget budget;
    private final StringBuilder out = new StringBuilder();

    private Repr(Budget budget) {
        this.budget = budget;
    }

    public static String str(Budget budget, Object value) {
        return switch (value) {
            case String text -> text;
            case Markup markup -> markup.text();
            case Undefined undefined -> "";
            default -> repr(budget, value);
        };
    }

    public static String repr(Budget budget, Object value) {
        return switch (value) {
            case Long number -> Long.toString(number);
            case Boolean bool -> bool ? "True" : "False";
            case Double number -> Floats.repr(number);
            case None none -> "None";
            default -> {
                Repr repr = new Repr(budget);
                repr.append(value);
                yield repr.out.toString();
            }
        };
    }

    private void append(Object value) {
        budget.step();
        switch (value) {
            case String text -> quote(text);
            case Markup markup -> {
                out.append("Markup(");
                quote(markup.text());
                out.append(')');
            }
            case BigInteger number -> {
                budget.steps(number.bitLength() / 16);
                out.append(digits(number));
            }
            case PyList list -> items("[", list.items(), "]");
            case Sequence tuple -> items("(", tuple.items(), tuple.items().size() == 1 ? ",)" : ")");
            case PyDict dict -> dict(dict);
            case DictView view -> items(view.typeName() + "([", view.list(), "])");
            case PyRange range ->
                out.append("range(" + range.start() + ", " + range.stop()
                        + (range.step() == 1 ? "" : ", " + range.step()) + ")");
            case PyIterator iterator ->
                out.append("<").append(iterator.typeName()).append(" object>");
            case Undefined undefined -> out.append("Undefined");
            case PyObject object -> {
                budget.enter(2);
                out.append(object.repr(budget));
                budget.leave(2);
            }
            default -> out.append(repr(budget, value));
        }
        budget.length(out.length());
    }

    private void items(String open, List<Object> items, String close) {
        budget.enter(2);
        out.append(open);
        for (int i = 0; i < items.size(); i++) {
            if (i > 0) {
                out.append(", ");
            }
            append(items.get(i));
        }
        out.append(close);
        budget.leave(2);
    }

    private void dict(PyDict dict) {
        budget.enter(2);
        out.append('{');
        boolean first = true;
        for (Object item : dict.items()) {
            List<Object> pair = ((PyTuple) item).items();
            out.append(first ? "" : ", ");
            first = false;
            append(pair.get(0));
            out.append(": ");
            append(pair.get(1));
        }
        out.append('}');
        budget.leave(2);
    }

    static String digits(BigInteger number) {
        if (number.bitLength() > MAX_DIGITS * 3.33) {
            throw EvalError.value("Exceeds the limit (4300 digits) for integer string conversion; use"
                    + " sys.set_int_max_str_digits() to increase the limit");
        }
        return number.toString();
    }

    private void quote(String text) {
        budget.text(text.length() * 2L);
        char quote = text.indexOf('\'') >= 0 && text.indexOf('"') < 0 ? '"' : '\'';
        out.append(quote);
        int point;
        for (int i = 0; i < text.length(); i += Character.charCount(point)) {
            point = text.codePointAt(i);
            escape(point, quote);
        }
        out.append(quote);
    }

    private void escape(int point, char quote) {
        switch (point) {
            case '\\' -> out.append("\\\\");
            case '\n' -> out.append("\\n");
            case '\r' -> out.append("\\r");
            case '\t' -> out.append("\\t");
            default -> {
                if (point == quote) {
                    out.append('\\').append(quote);
                } else if (point == ' ' || (point > ' ' && point < 0x7f) || isPrintable(point)) {
                    out.appendCodePoint(point);
                } else {
                    String format = point < 0x100 ? "\\x%02x" : point < 0x10000 ? "\\u%04x" : "\\U%08x";
                    out.append(String.format(format, point));
                }
            }
        }
    }

    /** Python's {@code str.isprintable} of one character. */
    static boolean isPrintable(int point) {
        return switch (Character.getType(point)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.SURROGATE,
                    Character.PRIVATE_USE,
                    Character.UNASSIGNED,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR -> false;
            case Character.SPACE_SEPARATOR -> point == ' ';
            default -> true;
        };
    }
}
