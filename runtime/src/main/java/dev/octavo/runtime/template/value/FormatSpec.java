package dev.octavo.runtime.template.value;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Locale;

/** Python's format mini-language: {@code [[fill]align][sign][z][#][0][width][grouping][.precision][type]}. */
final class FormatSpec {

    static final String CHARACTER_RANGE = "%" + "c arg not in range(0x110000)";

    private final Budget budget;
    private final String spec;
    private int at;
    private String fill = " ";
    private char align;
    private char sign = '-';
    private boolean noNegativeZero;
    private boolean alternate;
    private int width = -1;
    private char grouping;
    private int precision = -1;
    private char type;

    private FormatSpec(Budget budget, String spec) {
        this.budget = budget;
        this.spec = spec;
    }

    static String format(Budget budget, Object value, String spec) {
        if (spec.isEmpty()) {
            return Repr.str(budget, value);
        }
        if (!Types.isText(value) && !Types.isNumber(value)) {
            throw EvalError.type("unsupported format string passed to " + Types.name(value) + ".__format__");
        }
        FormatSpec parsed = new FormatSpec(budget, spec);
        parsed.parse(value);
        String text = Types.text(value);
        if (text != null) {
            return parsed.text(text);
        }
        if (value instanceof Boolean bool && parsed.type == 's') {
            throw parsed.unknown(bool);
        }
        return parsed.number(value);
    }

    private void parse(Object value) {
        alignment();
        if (here("+- ")) {
            sign = spec.charAt(at++);
        }
        noNegativeZero = skip('z');
        alternate = skip('#');
        boolean zero = skip('0');
        if (zero && align == 0) {
            align = Types.isText(value) ? '<' : '=';
            fill = "0";
        } else if (zero && fill.equals(" ")) {
            fill = "0";
        }
        width = digits();
        if (here(",_")) {
            grouping = spec.charAt(at++);
        }
        if (skip('.')) {
            precision = digits();
            if (precision < 0) {
                throw EvalError.value("Format specifier missing precision");
            }
        }
        if (at < spec.length()) {
            type = spec.charAt(at++);
        }
        String ungrouped = grouping == ',' ? "nboxXc" : grouping == '_' ? "nc" : "";
        if (type != 0 && ungrouped.indexOf(type) >= 0) {
            throw EvalError.value("Cannot specify '" + grouping + "' with '" + type + "'.");
        }
        if (at < spec.length()) {
            throw EvalError.value(
                    "Invalid format specifier '" + spec + "' for object of type '" + Types.name(value) + "'");
        }
    }

    private void alignment() {
        if (!spec.isEmpty()) {
            int first = Character.charCount(spec.codePointAt(0));
            if (spec.length() > first && "<>=^".indexOf(spec.charAt(first)) >= 0) {
                fill = spec.substring(0, first);
                align = spec.charAt(first);
                at = first + 1;
            } else if ("<>=^".indexOf(spec.charAt(0)) >= 0) {
                align = spec.charAt(at++);
            }
        }
    }

    private boolean here(String characters) {
        return at < spec.length() && characters.indexOf(spec.charAt(at)) >= 0;
    }

    private boolean skip(char c) {
        if (at < spec.length() && spec.charAt(at) == c) {
            at++;
            return true;
        }
        return false;
    }

    private int digits() {
        long value = -1;
        while (here("0123456789")) {
            value = Math.max(value, 0) * 10 + spec.charAt(at++) - '0';
            if (value > Integer.MAX_VALUE) {
                throw EvalError.value("Too many decimal digits in format string");
            }
        }
        return (int) value;
    }

    private EvalError unknown(Object value) {
        return EvalError.value("Unknown format code '" + type + "' for object of type '" + Types.name(value) + "'");
    }

    private String text(String text) {
        if (type != 0 && type != 's') {
            throw unknown(text);
        }
        if (align == '=' || sign != '-' || alternate || grouping != 0) {
            throw EvalError.value("format option not allowed in string format specifier");
        }
        String shown = precision >= 0 && text.codePointCount(0, text.length()) > precision
                ? text.substring(0, text.offsetByCodePoints(0, precision))
                : text;
        return pad("", shown, align == 0 ? '<' : align);
    }

    private String number(Object value) {
        boolean real = value instanceof Double || (type != 0 && "eEfFgG%".indexOf(type) >= 0);
        if (real) {
            return real(value);
        }
        if (precision >= 0) {
            throw EvalError.value("Precision not allowed in integer format specifier");
        }
        BigInteger number = Numbers.big(value);
        String digits = switch (type) {
            case 0, 'd', 'n' -> Repr.digits(number.abs());
            case 'b' -> number.abs().toString(2);
            case 'o' -> number.abs().toString(8);
            case 'x' -> number.abs().toString(16);
            case 'X' -> number.abs().toString(16).toUpperCase(Locale.ROOT);
            case 'c' -> {
                if (number.signum() < 0 || number.bitLength() > 20 || number.intValue() > Character.MAX_CODE_POINT) {
                    throw new EvalError(EvalError.Kind.OVERFLOW, CHARACTER_RANGE);
                }
                yield Character.toString(number.intValue());
            }
            default -> throw unknown(value);
        };
        if (type == 0 && value instanceof Boolean bool && width < 0 && align == 0) {
            return bool ? "1" : "0";
        }
        String prefix = alternate && "boxX".indexOf(type) >= 0 && type != 0 ? "0" + type : "";
        int group = type == 'b' || type == 'o' || type == 'x' || type == 'X' ? 4 : 3;
        return place(sign(number.signum() < 0) + prefix, group(digits, group), "", group);
    }

    private String real(Object value) {
        double number = Numbers.toDouble(value);
        String text;
        if (type == 0) {
            text = plain(number);
        } else if (type == 'n') {
            text = real(budget, number, 'g', precision < 0 ? 6 : precision, alternate);
        } else if (type == '%') {
            text = real(budget, number * 100, 'f', precision < 0 ? 6 : precision, alternate) + "%";
        } else if ("eEfFgG".indexOf(type) >= 0) {
            text = real(budget, number, type, precision < 0 ? 6 : precision, alternate);
        } else {
            throw unknown(value);
        }
        boolean negative = number < 0 || (number == 0 && 1 / number < 0);
        if (negative && noNegativeZero && text.chars().noneMatch(c -> c >= '1' && c <= '9')) {
            negative = false;
        }
        int end = 0;
        while (end < text.length() && text.charAt(end) >= '0' && text.charAt(end) <= '9') {
            end++;
        }
        return place(sign(negative), group(text.substring(0, end), 3), text.substring(end), 3);
    }

    private String plain(double number) {
        if (precision < 0 || !Double.isFinite(number)) {
            return Floats.repr(Math.abs(number));
        }
        budget.text(precision);
        // Without a type a float keeps a digit behind the point and takes an exponent one digit earlier than g does.
        int significant = Math.max(1, precision);
        String scientific = Floats.general(number, significant, alternate);
        if (scientific.indexOf('e') >= 0 || scientific.indexOf('.') >= 0) {
            return scientific;
        }
        return scientific.length() < significant ? scientific + ".0" : Floats.exponential(number, significant);
    }

    private String sign(boolean negative) {
        return negative ? "-" : sign == '-' ? "" : String.valueOf(sign);
    }

    private String group(String digits, int size) {
        if (grouping == 0) {
            return digits;
        }
        StringBuilder out = new StringBuilder(digits);
        for (int i = digits.length() - size; i > 0; i -= size) {
            out.insert(i, grouping);
        }
        return out.toString();
    }

    private String place(String prefix, String digits, String rest, int group) {
        char side = align == 0 ? '>' : align;
        String body = digits;
        if (side == '=' && fill.equals("0") && grouping != 0) {
            budget.text(Math.max(0, width) * 2L);
            // The zeros are grouped, too; the number may come out one longer than asked.
            String bare = digits.replace(String.valueOf(grouping), "");
            while (prefix.length() + body.length() + rest.length() < width) {
                bare = "0" + bare;
                body = group(bare, group);
                budget.scan(body.length());
            }
        }
        return pad(prefix, body + rest, side);
    }

    private String pad(String prefix, String body, char side) {
        return switch (side) {
            case '<' -> Text.pad(budget, prefix + body, width, fill, -1);
            case '^' -> center(prefix + body);
            case '=' -> prefix + Text.pad(budget, body, width - (long) prefix.length(), fill, 1);
            default -> Text.pad(budget, prefix + body, width, fill, 1);
        };
    }

    private String center(String text) {
        int missing = width - text.codePointCount(0, text.length());
        if (missing <= 0) {
            return text;
        }
        budget.text(text.length() + (long) missing * fill.length());
        return fill.repeat(missing / 2) + text + fill.repeat(missing - missing / 2);
    }

    /**
     * The digits of a float without its sign, by C's rules.
     *
     * @param type one of {@code eEfFgG}
     */
    static String real(Budget budget, double number, char type, int precision, boolean alternate) {
        if (!Double.isFinite(number)) {
            String text = Double.isNaN(number) ? "nan" : "inf";
            return Character.isUpperCase(type) ? text.toUpperCase(Locale.ROOT) : text;
        }
        budget.text(precision);
        return switch (type) {
            case 'f', 'F' -> Floats.fixed(number, precision) + (alternate && precision == 0 ? "." : "");
            case 'e' -> Floats.scientific(number, precision, alternate);
            case 'E' -> Floats.scientific(number, precision, alternate).toUpperCase(Locale.ROOT);
            case 'g' -> Floats.general(number, precision, alternate);
            default -> Floats.general(number, precision, alternate).toUpperCase(Locale.ROOT);
        };
    }

    /** The int that Python's {@code int(float)} gives. */
    static BigInteger truncate(double number) {
        if (Double.isNaN(number)) {
            throw EvalError.value("cannot convert float NaN to integer");
        }
        if (Double.isInfinite(number)) {
            throw new EvalError(EvalError.Kind.OVERFLOW, "cannot convert float infinity to integer");
        }
        return new BigDecimal(number).toBigInteger();
    }

    /** Python's {@code ascii()} of a repr. */
    static String ascii(String repr) {
        StringBuilder out = new StringBuilder();
        repr.codePoints().forEach(point -> {
            if (point < 0x80) {
                out.append((char) point);
            } else {
                out.append(String.format(point < 0x100 ? "\\x%02x" : point < 0x10000 ? "\\u%04x" : "\\U%08x", point));
            }
        });
        return out.toString();
    }
}
