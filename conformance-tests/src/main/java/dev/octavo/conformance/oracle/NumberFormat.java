package dev.octavo.conformance.oracle;

import dev.octavo.tensor.DType;

/**
 * How numbers are stored in the bits of an element type. Storing rounds once, to nearest, ties to even.
 *
 * <p>Too large numbers become infinite in F32, F16 and BF16, and the largest finite number in the 8-bit formats; integers saturate, and take NaN as 0. 64-bit
 * integers are exact up to 2^53. Sources: IEEE 754-2019; OCP 8-bit Floating Point Specification (OFP8) 1.0.
 */
public final class NumberFormat {

    private final DType type;
    private final int mantissaBits;
    private final int minExponent;
    private final long largest;
    private final long nan;

    private NumberFormat(DType type, int mantissaBits, int minExponent, long largest, long nan) {
        this.type = type;
        this.mantissaBits = mantissaBits;
        this.minExponent = minExponent;
        this.largest = largest;
        this.nan = nan;
    }

    /** The format of a type. */
    public static NumberFormat of(DType type) {
        return switch (type) {
            case F32 -> new NumberFormat(type, 23, -126, 0x7F7F_FFFFL, 0x7FC0_0000L);
            case F16 -> new NumberFormat(type, 10, -14, 0x7BFF, 0x7E00);
            case BF16 -> new NumberFormat(type, 7, -126, 0x7F7F, 0x7FC0);
            case F8_E4M3 -> new NumberFormat(type, 3, -6, 0x7E, 0x7F);
            case F8_E5M2 -> new NumberFormat(type, 2, -14, 0x7B, 0x7F);
            case I64 -> new NumberFormat(type, 63, 0, Long.MAX_VALUE, 0);
            case I32 -> new NumberFormat(type, 31, 0, Integer.MAX_VALUE, 0);
            case I8 -> new NumberFormat(type, 7, 0, Byte.MAX_VALUE, 0);
            case U8 -> new NumberFormat(type, 8, 0, 255, 0);
        };
    }

    /** Largest relative error of one rounding; 0 for integers. */
    public double unitRoundoff() {
        return type.isFloating() ? Math.scalb(1.0, -mantissaBits - 1) : 0;
    }

    /** Smallest positive number; 1 for integers. */
    public double smallest() {
        return type.isFloating() ? Math.scalb(1.0, minExponent - mantissaBits) : 1;
    }

    /** Largest finite number. */
    public double largest() {
        return decode(largest);
    }

    /**
     * The finite number of the format, or infinity, that follows x towards positive or negative infinity.
     *
     * @param x a number of the format
     */
    public double neighbour(double x, boolean up) {
        if (x == 0) {
            return up ? smallest() : -smallest();
        }
        long signBit = 1L << (type.bytes() * 8 - 1);
        long bits = encode(x);
        boolean away = up == (x > 0);
        return decode((bits & signBit) | ((bits & ~signBit) + (away ? 1 : -1)));
    }

    /** The number nearest to x that the format has. */
    public double round(double x) {
        return decode(encode(x));
    }

    /** The bits that store x, in the lowest bits of the result; the bits above are 0 but for negative integers. */
    public long encode(double x) {
        if (!type.isFloating()) {
            return encodeInteger(x);
        }
        long sign = Double.doubleToRawLongBits(x) < 0 ? 1L << (type.bytes() * 8 - 1) : 0;
        return sign | (Double.isNaN(x) ? nan : encodeMagnitude(Math.abs(x)));
    }

    private long encodeMagnitude(double magnitude) {
        if (magnitude == Double.POSITIVE_INFINITY) {
            return overflow();
        }
        int exponent = Math.max(Math.getExponent(magnitude), minExponent);
        // The mantissa with its leading 1, as an integer; a carry out of it lands in the exponent field by itself.
        long mantissa = (long) Math.rint(Math.scalb(magnitude, mantissaBits - exponent));
        long bits = ((long) (exponent - minExponent) << mantissaBits) + mantissa;
        return bits > largest ? overflow() : bits;
    }

    private long overflow() {
        return type.bytes() == 1 ? largest : largest + 1;
    }

    private long encodeInteger(double x) {
        double least = type == DType.U8 ? 0 : -(double) largest - 1;
        double rounded = Double.isNaN(x) ? 0 : Math.rint(x);
        return rounded >= largest ? largest : (long) Math.max(rounded, least);
    }

    /** The number that bits store. */
    public double decode(long bits) {
        return switch (type) {
            case I64 -> (double) bits;
            case I32 -> (int) bits;
            case I8 -> (byte) bits;
            case U8 -> bits & 0xFF;
            default -> decodeFraction(bits);
        };
    }

    private double decodeFraction(long bits) {
        int signBit = type.bytes() * 8 - 1;
        long magnitude = bits & ((1L << signBit) - 1);
        double sign = (bits >> signBit & 1) == 1 ? -1 : 1;
        if (magnitude > largest) {
            boolean infinite = magnitude == largest + 1 && type != DType.F8_E4M3;
            return infinite ? sign * Double.POSITIVE_INFINITY : Double.NaN;
        }
        long field = magnitude >> mantissaBits;
        long mantissa = magnitude & ((1L << mantissaBits) - 1);
        double value = field == 0
                ? Math.scalb((double) mantissa, minExponent - mantissaBits)
                : Math.scalb((double) (mantissa + (1L << mantissaBits)), minExponent - mantissaBits + (int) field - 1);
        return sign * value;
    }
}
