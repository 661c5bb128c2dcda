package dev.octavo.runtime.config;

/**
 * Powers in binary32, to the bit as the reference computes the frequencies of rotary embeddings. PyTorch on a CPU takes blocks of 32 exponents
 * through SLEEF's {@code powf} of 1.0 ulp (pairs of floats and fused multiply-add), and the rest through the C library, whose {@code powf} is
 * correctly rounded but for rare cases. The two differ in the last bit for about one frequency in fifty, which at position 100,000
 * turns an angle by up to a hundredth.
 *
 * @see <a href="https://sleef.org">SLEEF, sleefsimdsp.c, xpowf, logkf, expkf</a>
 */
final class Float32Pow {

    private static final int BLOCK = 32;
    private static final float LN2_HIGH = 0.6931472f;
    private static final float LN2_LOW = -1.9046542E-9f;
    private static final float EXP_LN2_HIGH = 0.69314575f;
    private static final float EXP_LN2_LOW = 1.4286068E-6f;
    private static final float LOG2_E = 1.442695f;

    private Float32Pow() {}

    /** A sum of two floats that do not overlap. */
    private record Pair(float high, float low) {

        Pair times(float y) {
            float s = high * y;
            return new Pair(s, Math.fma(low, y, Math.fma(high, y, -s)));
        }

        Pair times(Pair y) {
            float s = high * y.high;
            return new Pair(s, Math.fma(high, y.low, Math.fma(low, y.high, Math.fma(high, y.high, -s))));
        }

        Pair squared() {
            float s = high * high;
            return new Pair(s, Math.fma(high + high, low, Math.fma(high, high, -s)));
        }

        Pair dividedBy(Pair d) {
            float t = 1 / d.high;
            float s = high * t;
            float u = Math.fma(t, high, -s);
            float v = Math.fma(-d.low, t, Math.fma(-d.high, t, 1));
            return new Pair(s, Math.fma(s, v, Math.fma(low, t, u)));
        }

        /** The sum; {@code |this| >= |y|}. */
        Pair plusSmaller(Pair y) {
            float s = high + y.high;
            return new Pair(s, high - s + y.high + low + y.low);
        }

        Pair plus(float y) {
            float s = high + y;
            float v = s - high;
            return new Pair(s, high - (s - v) + (y - v) + low);
        }

        Pair plus(Pair y) {
            float s = high + y.high;
            float v = s - high;
            return new Pair(s, high - (s - v) + (y.high - v) + (low + y.low));
        }

        Pair normalized() {
            float s = high + low;
            return new Pair(s, high - s + low);
        }
    }

    /** {@code base} to each of the exponents. The base is positive and normal, and so are the powers. */
    static float[] powers(float base, float... exponents) {
        float[] powers = new float[exponents.length];
        int vectorised = exponents.length / BLOCK * BLOCK;
        for (int i = 0; i < powers.length; i++) {
            powers[i] = i < vectorised ? sleef(base, exponents[i]) : (float) Math.pow(base, exponents[i]);
        }
        return powers;
    }

    static float sleef(float x, float y) {
        return exp(log(x).times(y));
    }

    private static Pair sum(float x, float y) {
        return new Pair(x, 0).plus(y);
    }

    private static Pair log(float d) {
        float e = Math.getExponent(d * (1.0f / 0.75f));
        float m = Math.scalb(d, -(int) e);
        Pair x = sum(-1, m).dividedBy(sum(1, m));
        Pair x2 = x.squared();
        float t = 0.24032035f;
        t = Math.fma(t, x2.high, 0.28511268f);
        t = Math.fma(t, x2.high, 0.400008f);
        Pair c = new Pair(0.6666666f, 3.6918386E-9f);
        Pair s = new Pair(LN2_HIGH, LN2_LOW).times(e).plusSmaller(new Pair(2 * x.high, 2 * x.low));
        return s.plusSmaller(x2.times(x).times(x2.times(t).plus(c)));
    }

    private static float exp(Pair d) {
        float q = (float) Math.rint((d.high + d.low) * LOG2_E);
        Pair s = d.plus(q * -EXP_LN2_HIGH).plus(q * -EXP_LN2_LOW).normalized();
        float u = 0.0013632465f;
        u = Math.fma(u, s.high, 0.008365969f);
        u = Math.fma(u, s.high, 0.041671082f);
        u = Math.fma(u, s.high, 0.16666552f);
        u = Math.fma(u, s.high, 0.49999985f);
        Pair t = new Pair(1, 0).plusSmaller(s.plusSmaller(s.squared().times(u)));
        return Math.scalb(t.high + t.low, (int) q);
    }
}
