package dev.octavo.runtime.template.value;

import dev.octavo.runtime.template.syntax.Spaces;
import java.math.BigInteger;

/** Python's {@code int()} and {@code float()}. */
public final class Conversion {

    private Conversion() {}

    /** @throws EvalError of kind TYPE or VALUE */
    public static double toFloat(Budget budget, Object value) {
        if (value instanceof Undefined undefined) {
            throw undefined.error(budget);
        }
        if (Types.isNumber(value)) {
            return Numbers.toDouble(value);
        }
        String text = Types.text(value);
        if (text == null) {
            throw EvalError.type("float() argument must be a string or a real number, not '" + Types.name(value) + "'");
        }
        budget.scan(text.length());
        String trimmed = trim(text);
        String bare = trimmed.startsWith("+") || trimmed.startsWith("-") ? trimmed.substring(1) : trimmed;
        double sign = trimmed.startsWith("-") ? -1 : 1;
        return switch (bare.toLowerCase(java.util.Locale.ROOT)) {
            case "inf", "infinity" -> sign * Double.POSITIVE_INFINITY;
            case "nan" -> Double.NaN;
            default -> {
                String digits = underscores(bare);
                if (!digits.matches("(?:[0-9]++(?:\\.[0-9]*+)?|\\.[0-9]++)(?:[eE][+-]?[0-9]++)?")) {
                    throw EvalError.value("could not convert string to float: " + Repr.repr(budget, text));
                }
                yield sign * Double.parseDouble(digits);
            }
        };
    }

    private static String trim(String text) {
        int from = Spaces.skip(text, 0);
        return text.substring(from, Spaces.trimEnd(text, from, text.length()));
    }

    /** Without underscores that stand between digits; ASCII digits for all. */
    private static String underscores(String text) {
        StringBuilder out = new StringBuilder(text.length());
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '_'
                    && i > 0
                    && i + 1 < text.length()
                    && Character.isLetterOrDigit(text.charAt(i - 1))
                    && Character.isLetterOrDigit(text.charAt(i + 1))) {
                continue;
            }
            out.append(Character.isDigit(c) ? (char) ('0' + Character.digit(c, 10)) : c);
        }
        return out.toString();
    }

    /** {@code int(text, base)}. */
    public static Object parseInt(Budget budget, String text, long base) {
        budget.scan(text.length());
        if (base != 0 && (base < 2 || base > 36)) {
            throw EvalError.value("int() base must be >= 2 and <= 36, or 0");
        }
        String trimmed = trim(text);
        boolean negative = trimmed.startsWith("-");
        String bare = negative || trimmed.startsWith("+") ? trimmed.substring(1) : trimmed;
        int radix = (int) base;
        int prefixed = bare.length() > 2 && bare.charAt(0) == '0' ? prefixRadix(bare.charAt(1)) : 0;
        if (prefixed != 0 && (radix == 0 || radix == prefixed)) {
            radix = prefixed;
            bare = bare.charAt(2) == '_' ? bare.substring(3) : bare.substring(2);
        } else if (radix == 0) {
            radix = 10;
            if (bare.length() > 1 && bare.startsWith("0") && !bare.matches("[0_]+")) {
                throw invalid(budget, text, base);
            }
        }
        String digits = underscores(bare);
        for (int i = 0; i < digits.length(); i++) {
            if (Character.digit(digits.charAt(i), radix) < 0 || digits.charAt(i) >= 0x80) {
                throw invalid(budget, text, base);
            }
        }
        if (digits.isEmpty()) {
            throw invalid(budget, text, base);
        }
        if (digits.length() > 4300) {
            throw EvalError.value("Exceeds the limit (4300 digits) for integer string conversion: value has "
                    + digits.length() + " digits; use sys.set_int_max_str_digits() to increase the limit");
        }
        BigInteger value = new BigInteger(digits, radix);
        return Numbers.reduce(negative ? value.negate() : value);
    }

    private static int prefixRadix(char c) {
        return switch (c) {
            case 'x', 'X' -> 16;
            case 'o', 'O' -> 8;
            case 'b', 'B' -> 2;
            default -> 0;
        };
    }

    private static EvalError invalid(Budget budget, String text, long base) {
        return EvalError.value("invalid literal for int() with base " + base + ": " + Repr.repr(budget, text));
    }

    /** {@code int(value)}. */
    public static Object toInt(Budget budget, Object value) {
        if (value instanceof Undefined undefined) {
            throw undefined.error(budget);
        }
        if (value instanceof Double number) {
            return Numbers.reduce(FormatSpec.truncate(number));
        }
        if (Types.isInteger(value)) {
            return Numbers.plain(value);
        }
        String text = Types.text(value);
        if (text == null) {
            throw EvalError.type("int() argument must be a string, a bytes-like object or a real number, not '"
                    + Types.name(value) + "'");
        }
        return parseInt(budget, text, 10);
    }

    /**
     * The value as a Java long where Python takes an index.
     *
     * @throws EvalError if it is no int
     */
    public static long index(Budget budget, Object value) {
        if (value instanceof Undefined undefined) {
            throw undefined.error(budget);
        }
        if (!Types.isInteger(value)) {
            throw EvalError.type("'" + Types.name(value) + "' object cannot be interpreted as an integer");
        }
        BigInteger big = Numbers.big(value);
        if (big.bitLength() > 62) {
            throw new EvalError(EvalError.Kind.OVERFLOW, "Python int too large to convert to C ssize_t");
        }
        return big.longValue();
    }
}
