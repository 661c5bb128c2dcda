package dev.octavo.conformance.check;

/** Numbers that conversions get wrong: ties, carries, subnormal and too large ones, infinities, NaN. */
final class CastNumbers {

    private CastNumbers() {}

    static double next(Fill fill) {
        double sign = fill.integer(0, 2) == 0 ? 1 : -1;
        return sign
                * switch (fill.integer(0, 10)) {
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
                    default -> fill.between(0, 16);
                };
    }
}
