package dev.octavo.conformance.check;

/** Numbers that conversions get wrong: ties, carries, subnormal and too large ones, infinities, NaN. */
final class CastNumbers {

    /** Largest numbers of types, and where rounding goes beyond them. */
    private static final double[] ENDS = {
        65504,
        65519.99,
        65520,
        448,
        464,
        465,
        480,
        57344,
        61440,
        61441,
        0x1p31,
        0x1p31 - 128,
        127.5,
        255.5,
        128,
        256,
        0x1p63,
        3.4028235e38,
        3.3895314e38,
        3.4e38
    };

    private CastNumbers() {}

    /** Integers of every size, at the ends of every integer type and right behind them. */
    static double integer(Fill fill) {
        double sign = fill.integer(0, 2) == 0 ? 1 : -1;
        return sign
                * switch (fill.integer(0, 6)) {
                    case 0 -> fill.integer(0, 3);
                    case 1 -> fill.integer(126, 131);
                    case 2 -> fill.integer(254, 258);
                    case 3 -> Math.rint(Math.scalb(fill.between(1, 2), fill.integer(8, 52)));
                    case 4 -> 0x1p31 - fill.integer(-1, 3);
                    default -> fill.integer(0, 5000);
                };
    }

    static double next(Fill fill) {
        double sign = fill.integer(0, 2) == 0 ? 1 : -1;
        return sign
                * switch (fill.integer(0, 14)) {
                    case 0 -> 0.0;
                    case 1 -> Double.POSITIVE_INFINITY;
                    case 2 -> Double.NaN;
                    // Halfway between neighbours of a short mantissa.
                    case 3 -> 1 + (2 * fill.integer(0, 8) + 1) / 16.0;
                    case 4 -> 1 + (2 * fill.integer(0, 2048) + 1) / 4096.0;
                    case 5 -> fill.integer(0, 300) + 0.5;
                    case 6 -> Math.scalb(fill.between(1, 2), fill.integer(-150, 128));
                    case 7 -> Math.scalb(fill.between(1, 2), fill.integer(-26, -12));
                    case 8 -> fill.between(400, 70000);
                    // The same between subnormal numbers of F16 and of the 8-bit formats.
                    case 9 -> (2 * fill.integer(0, 1024) + 1) * 0x1p-25;
                    case 10 -> (2 * fill.integer(0, 16) + 1) * 0x1p-10;
                    case 11 -> (2 * fill.integer(0, 8) + 1) * 0x1p-17;
                    // At the ends of short types and of integers.
                    case 12 -> ENDS[fill.integer(0, ENDS.length)];
                    default -> fill.between(0, 16);
                };
    }
}
