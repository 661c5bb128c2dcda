package dev.octavo.runtime.template.value;

import java.math.BigInteger;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Python's {@code text % values}. */
public final class PercentFormat {

    private final Budget budget;
    private final String format;
    private final boolean escape;
    private final @Nullable Object mapping;
    private final List<Object> values;
    private final boolean tuple;
    private final StringBuilder out = new StringBuilder();
    private int at;
    private int used;
    private String flags = "";

    private PercentFormat(Budget budget, String format, Object values, boolean escape) {
        this.budget = budget;
        this.format = format;
        this.escape = escape;
        this.tuple = values instanceof PyTuple || values instanceof GroupTuple;
        this.values = tuple ? ((Sequence) values).items() : List.of(values);
        boolean maps = values instanceof PyDict
                || values instanceof PyList
                || values instanceof Undefined
                || values instanceof PyRange;
        this.mapping = maps ? values : null;
    }

    /** @param escape whether texts are escaped, as for markup */
    public static String format(Budget budget, String format, Object values, boolean escape) {
        budget.scan(format.length());
        return new PercentFormat(budget, format, values, escape).run();
    }

    private String run() {
        while (at < format.length()) {
            int percent = format.indexOf('%', at);
            if (percent < 0) {
                out.append(format, at, format.length());
                break;
            }
            out.append(format, at, percent);
            at = percent + 1;
            conversion();
            budget.scan(8);
            budget.length(out.length());
        }
        if (used < values.size() && mapping == null) {
            throw EvalError.type("not all arguments converted during string formatting");
        }
        budget.text(out.length());
        return out.toString();
    }

    private void conversion() {
        Object named = at < format.length() && format.charAt(at) == '(' ? named() : null;
        flags = flags();
        int width = number(-1);
        int precision = -1;
        if (at < format.length() && format.charAt(at) == '.') {
            at++;
            precision = number(0);
        }
        while (at < format.length() && "hlL".indexOf(format.charAt(at)) >= 0) {
            at++;
        }
        if (at >= format.length()) {
            throw EvalError.value("incomplete format");
        }
        char type = format.charAt(at++);
        if (type == '%') {
            out.append('%');
            return;
        }
        if ("diouxXeEfFgGcrsa".indexOf(type) < 0) {
            throw EvalError.value("unsupported format character '" + type + "' (0x" + Integer.toHexString(type)
                    + ") at index " + (at - 1));
        }
        pad(text(type, named != null ? named : next(), precision), width, type);
    }

    private Object named() {
        int depth = 1;
        int start = ++at;
        while (at < format.length() && depth > 0) {
            char c = format.charAt(at++);
            depth += c == '(' ? 1 : c == ')' ? -1 : 0;
        }
        if (depth > 0) {
            throw EvalError.value("incomplete format key");
        }
        if (mapping == null) {
            throw EvalError.type("format requires a mapping");
        }
        return Subscript.item(budget, mapping, format.substring(start, at - 1));
    }

    private String flags() {
        int start = at;
        while (at < format.length() && "-+ #0".indexOf(format.charAt(at)) >= 0) {
            at++;
        }
        return format.substring(start, at);
    }

    private int number(int missing) {
        if (at < format.length() && format.charAt(at) == '*') {
            at++;
            Object value = next();
            if (!(Numbers.plain(value) instanceof Long number) || Math.abs(number) > Integer.MAX_VALUE) {
                throw EvalError.type("* wants int");
            }
            if (number < 0 && missing < 0) {
                flags += "-";
            }
            return number < 0 ? (missing < 0 ? (int) -number : 0) : (int) (long) number;
        }
        if (at >= format.length() || !isDigit(format.charAt(at))) {
            return missing;
        }
        long value = 0;
        while (at < format.length() && isDigit(format.charAt(at))) {
            value = value * 10 + format.charAt(at++) - '0';
            if (value > Integer.MAX_VALUE) {
                throw EvalError.value("width too big");
            }
        }
        return (int) value;
    }

    private static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }

    private Object next() {
        if (used >= values.size()) {
            throw EvalError.type("not enough arguments for format string");
        }
        return values.get(used++);
    }

    private boolean flag(char flag) {
        return flags.indexOf(flag) >= 0;
    }

    private String text(char type, Object value, int precision) {
        return switch (type) {
            case 's' -> cut(escape ? Markup.of(budget, value) : Repr.str(budget, value), precision);
            case 'r', 'a' -> cut(escapedRepr(value, type == 'a'), precision);
            case 'c' -> character(value);
            case 'd', 'i', 'u' -> signed(decimal(value, type), precision, "");
            case 'o', 'x', 'X' -> radix(value, type, precision);
            default -> real(type, value, precision);
        };
    }

    private String escapedRepr(Object value, boolean ascii) {
        String repr = Repr.repr(budget, value);
        String shown = ascii ? FormatSpec.ascii(repr) : repr;
        return escape ? Markup.escape(shown) : shown;
    }

    private static String cut(String text, int precision) {
        if (precision < 0 || text.codePointCount(0, text.length()) <= precision) {
            return text;
        }
        return text.substring(0, text.offsetByCodePoints(0, precision));
    }

    private String character(Object value) {
        String text = Types.text(value);
        if (text != null && text.codePointCount(0, text.length()) == 1) {
            return text;
        }
        if (Numbers.plain(value) instanceof Long point) {
            if (point < 0 || point > Character.MAX_CODE_POINT) {
                throw new EvalError(EvalError.Kind.OVERFLOW, FormatSpec.CHARACTER_RANGE);
            }
            return Character.toString((int) (long) point);
        }
        throw EvalError.type("%c requires int or char");
    }

    private BigInteger decimal(Object value, char type) {
        if (value instanceof Double number) {
            return FormatSpec.truncate(number);
        }
        if (!Types.isInteger(value)) {
            throw EvalError.type("%" + type + " format: a real number is required, not " + Types.name(value));
        }
        return Numbers.big(value);
    }

    private String signed(BigInteger value, int precision, String prefix) {
        return sign(value.signum() < 0) + prefix + zeros(Repr.digits(value.abs()), precision);
    }

    private String zeros(String digits, int precision) {
        return Text.pad(budget, digits, precision, "0", 1);
    }

    private String sign(boolean negative) {
        return negative ? "-" : flag('+') ? "+" : flag(' ') ? " " : "";
    }

    private String radix(Object value, char type, int precision) {
        if (!Types.isInteger(value)) {
            throw EvalError.type("%" + type + " format: an integer is required, not " + Types.name(value));
        }
        BigInteger number = Numbers.big(value);
        String digits = number.abs().toString(type == 'o' ? 8 : 16);
        String prefix = flag('#') ? "0" + type : "";
        String text = sign(number.signum() < 0)
                + prefix
                + zeros(type == 'X' ? digits.toUpperCase(java.util.Locale.ROOT) : digits, precision);
        return text;
    }

    private String real(char type, Object value, int precision) {
        if (!Types.isNumber(value)) {
            throw EvalError.type("must be real number, not " + Types.name(value));
        }
        double number = Numbers.toDouble(value);
        String text = FormatSpec.real(budget, number, type, precision < 0 ? 6 : precision, flag('#'));
        return sign(number < 0 || (number == 0 && 1 / number < 0)) + text;
    }

    private void pad(String text, int width, char type) {
        if (flag('-')) {
            out.append(Text.pad(budget, text, width, " ", -1));
        } else if (flag('0') && "diouxXeEfFgG".indexOf(type) >= 0) {
            int prefix = text.isEmpty() || "+- ".indexOf(text.charAt(0)) < 0 ? 0 : 1;
            if ("oxX".indexOf(type) >= 0 && flag('#')) {
                prefix += 2;
            }
            out.append(text, 0, prefix);
            out.append(Text.pad(budget, text.substring(prefix), width - (long) prefix, "0", 1));
        } else {
            out.append(Text.pad(budget, text, width, " ", 1));
        }
    }
}
