package dev.octavo.runtime.template.value;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;

/** Floats as text. */
public final class Floats {

    private Floats() {}

    /** Python's repr: the shortest digits that read back, with an exponent outside of 1e-4 to 1e16. */
    public static String repr(double value) {
        if (Double.isNaN(value)) {
            return "nan";
        }
        if (Double.isInfinite(value)) {
            return value > 0 ? "inf" : "-inf";
        }
        if (value == 0) {
            return 1 / value < 0 ? "-0.0" : "0.0";
        }
        BigDecimal shortest = shortest(Math.abs(value));
        String digits = shortest.unscaledValue().toString();
        int exponent = digits.length() - 1 - shortest.scale();
        String sign = value < 0 ? "-" : "";
        if (exponent < -4 || exponent >= 16) {
            String fraction = digits.length() > 1 ? "." + digits.substring(1) : "";
            return sign + digits.charAt(0) + fraction + exponent(exponent);
        }
        String plain = shortest.toPlainString();
        return sign + (plain.indexOf('.') < 0 ? plain + ".0" : plain);
    }

    /** The shortest decimal that reads back; Java's own has two digits even where one is enough. */
    private static BigDecimal shortest(double value) {
        BigDecimal java = new BigDecimal(Double.toString(value)).stripTrailingZeros();
        if (java.precision() == 2) {
            BigDecimal one = java.round(new java.math.MathContext(1, RoundingMode.HALF_EVEN))
                    .stripTrailingZeros();
            return one.doubleValue() == value ? one : java;
        }
        return java;
    }

    /** As C writes exponents: sign and at least two digits. */
    static String exponent(int exponent) {
        String digits = Integer.toString(Math.abs(exponent));
        return (exponent < 0 ? "e-" : "e+") + (digits.length() < 2 ? "0" + digits : digits);
    }

    /** {@code %.<precision>f} of a finite value without its sign. */
    static String fixed(double value, int precision) {
        return new BigDecimal(Math.abs(value))
                .setScale(precision, RoundingMode.HALF_EVEN)
                .toPlainString();
    }

    /** {@code %.<precision>e} of a finite value without its sign. */
    static String scientific(double value, int precision, boolean alternate) {
        String[] parts = split(value, precision + 1);
        String fraction = precision > 0 ? "." + parts[0].substring(1) : alternate ? "." : "";
        return parts[0].charAt(0) + fraction + exponent(Integer.parseInt(parts[1]));
    }

    /** {@code %.<precision>g} of a finite value without its sign. */
    static String general(double value, int precision, boolean alternate) {
        int significant = Math.max(1, precision);
        String[] parts = split(value, significant);
        int exponent = Integer.parseInt(parts[1]);
        if (exponent < -4 || exponent >= significant) {
            String mantissa = parts[0].length() > 1 ? parts[0].charAt(0) + "." + parts[0].substring(1) : parts[0];
            return (alternate ? pointed(mantissa) : trim(mantissa)) + exponent(exponent);
        }
        String text = new BigDecimal(new BigInteger(parts[0]), significant - 1 - exponent).toPlainString();
        return alternate ? pointed(text) : trim(text);
    }

    private static String pointed(String digits) {
        return digits.indexOf('.') < 0 ? digits + "." : digits;
    }

    /** So many significant digits with an exponent, without trailing zeros. */
    static String exponential(double value, int significant) {
        if (value == 0) {
            return "0.0";
        }
        String[] parts = split(value, significant);
        String mantissa = parts[0].length() > 1 ? parts[0].charAt(0) + "." + parts[0].substring(1) : parts[0];
        return trim(mantissa) + exponent(Integer.parseInt(parts[1]));
    }

    private static String trim(String text) {
        if (text.indexOf('.') < 0) {
            return text;
        }
        int end = text.length();
        while (text.charAt(end - 1) == '0') {
            end--;
        }
        return text.substring(0, text.charAt(end - 1) == '.' ? end - 1 : end);
    }

    /** The value rounded to so many significant digits: the digits and the exponent of the first. */
    private static String[] split(double value, int digits) {
        if (value == 0) {
            return new String[] {"0".repeat(digits), "0"};
        }
        BigDecimal exact = new BigDecimal(Math.abs(value));
        BigDecimal rounded = exact.round(new java.math.MathContext(digits, RoundingMode.HALF_EVEN));
        int exponent = rounded.precision() - 1 - rounded.scale();
        BigDecimal scaled = rounded.setScale(digits - 1 - exponent, RoundingMode.UNNECESSARY);
        return new String[] {scaled.unscaledValue().toString(), Integer.toString(exponent)};
    }

    /** Python's {@code round(value, digits)}. */
    public static double round(double value, int digits) {
        if (!Double.isFinite(value) || digits > 330) {
            return value;
        }
        if (digits < -330) {
            return Math.copySign(0.0, value);
        }
        double result =
                new BigDecimal(value).setScale(digits, RoundingMode.HALF_EVEN).doubleValue();
        return result == 0 ? Math.copySign(0.0, value) : result;
    }
}
