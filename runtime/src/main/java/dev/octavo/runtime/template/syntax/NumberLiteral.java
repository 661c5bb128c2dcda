package dev.octavo.runtime.template.syntax;

import java.math.BigInteger;

/**
 * A number in an expression.
 *
 * @param value Long, BigInteger (outside of long) or Double
 * @param end the index behind it
 */
record NumberLiteral(Object value, int end) {

    /** Reads the number that starts at {@code from}, where a digit stands; as long as Jinja's patterns match. */
    static NumberLiteral read(String source, int from) {
        boolean afterDot = from > 0 && source.charAt(from - 1) == '.';
        int floatEnd = afterDot ? -1 : floatEnd(source, from);
        if (floatEnd > 0) {
            String text = source.substring(from, floatEnd).replace("_", "");
            return new NumberLiteral(Double.valueOf(text), floatEnd);
        }
        if (source.charAt(from) == '0' && from + 1 < source.length()) {
            int radix = switch (Character.toLowerCase(source.charAt(from + 1))) {
                case 'b' -> 2;
                case 'o' -> 8;
                case 'x' -> 16;
                default -> 0;
            };
            int end = radix == 0 ? from : digits(source, from + 2, radix, true);
            if (end > from + 2) {
                return integer(source.substring(from + 2, end), radix, end);
            }
        }
        // A leading zero takes only more zeros.
        int end = source.charAt(from) == '0' ? digits(source, from, 1, false) : digits(source, from, 10, false);
        return integer(source.substring(from, end), 10, end);
    }

    private static NumberLiteral integer(String digits, int radix, int end) {
        String text = digits.replace("_", "");
        if (text.length() <= 15) {
            return new NumberLiteral(Long.valueOf(text, radix), end);
        }
        BigInteger value = new BigInteger(text, radix);
        return new NumberLiteral(value.bitLength() < 64 ? (Object) value.longValue() : value, end);
    }

    private static int floatEnd(String source, int from) {
        int whole = digits(source, from, 10, false);
        int end = -1;
        int i = whole;
        if (i + 1 < source.length() && source.charAt(i) == '.' && isDigit(source, i + 1)) {
            i = digits(source, i + 1, 10, false);
            end = i;
        }
        if (i < source.length() && (source.charAt(i) == 'e' || source.charAt(i) == 'E')) {
            int exponent = i + 1;
            if (exponent < source.length() && (source.charAt(exponent) == '+' || source.charAt(exponent) == '-')) {
                exponent++;
            }
            if (isDigit(source, exponent)) {
                end = digits(source, exponent, 10, false);
            }
        }
        return end;
    }

    private static boolean isDigit(String source, int i) {
        return i < source.length() && source.charAt(i) >= '0' && source.charAt(i) <= '9';
    }

    /** Behind the digits of {@code radix} (1: only zeros) that start at {@code from}, single underscores between them. */
    private static int digits(String source, int from, int radix, boolean leadingUnderscore) {
        int i = from;
        int end = from;
        while (i < source.length()) {
            char c = source.charAt(i);
            if (c == '_' && (end == i) && (i > from || leadingUnderscore)) {
                i++;
            } else if (c < 0x80 && (radix == 1 ? c == '0' : Character.digit(c, radix) >= 0)) {
                i++;
                end = i;
            } else {
                break;
            }
        }
        return end;
    }
}
