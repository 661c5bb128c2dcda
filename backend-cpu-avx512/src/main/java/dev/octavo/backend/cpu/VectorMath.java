package dev.octavo.backend.cpu;

import static dev.octavo.backend.cpu.Lanes.F;
import static jdk.incubator.vector.VectorOperators.ASHR;
import static jdk.incubator.vector.VectorOperators.GT;
import static jdk.incubator.vector.VectorOperators.LSHL;
import static jdk.incubator.vector.VectorOperators.LT;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorMask;

/**
 * Functions of vectors, from operations that are exact to the last bit everywhere, so that interpreter and compiler agree. They are small enough for the compiler to put
 * them into the loops that use them; a vector that is really returned would be an object.
 */
@SuppressWarnings("FloatingPointLiteralPrecision") // coefficients stand here as they were published
final class VectorMath {

    private static final float LOG2E = 1.4426950408889634f;

    /** 1.5 * 2^23: adding it leaves the rounded integer in the lowest bits. */
    private static final float ROUNDER = 12582912f;

    /** ln 2 in two parts; products of the upper one with small integers are exact. */
    private static final float LN2_HIGH = 0.693359375f;

    private static final float LN2_LOW = -2.12194440e-4f;

    /** Below it e^x rounds to zero, above {@link #EXP_MAX} it is infinite. */
    private static final float EXP_MIN = -105f;

    private static final float EXP_MAX = 90f;

    private static final float SQRT_HALF = 0.70710678f;

    private VectorMath() {}

    /**
     * {@code e^x} within 2 ulp, subnormal results included; e^0 is exactly 1, e^-infinity exactly 0. Reduction to +-ln(2)/2 and the polynomial of Cephes' {@code expf}.
     */
    static FloatVector exp(FloatVector x) {
        FloatVector y = x.max(EXP_MIN).min(EXP_MAX);
        FloatVector shifted = y.mul(LOG2E).add(ROUNDER);
        IntVector n = shifted.reinterpretAsInts().sub(Float.floatToRawIntBits(ROUNDER));
        FloatVector whole = shifted.sub(ROUNDER);
        FloatVector r = whole.fma(FloatVector.broadcast(F, -LN2_HIGH), y);
        r = whole.fma(FloatVector.broadcast(F, -LN2_LOW), r);
        FloatVector p = r.mul(1.9875691500e-4f).add(1.3981999507e-3f);
        p = p.mul(r).add(8.3334519073e-3f);
        p = p.mul(r).add(4.1665795894e-2f);
        p = p.mul(r).add(1.6666665459e-1f);
        p = p.mul(r).add(5.0000001201e-1f);
        p = p.mul(r).mul(r).add(r).add(1f);
        // In two factors, because 2^n alone may be subnormal or infinite where the product is not.
        IntVector half = n.lanewise(ASHR, 1);
        IntVector rest = n.sub(half);
        p = p.mul(half.add(127).lanewise(LSHL, 23).reinterpretAsFloats());
        return p.mul(rest.add(127).lanewise(LSHL, 23).reinterpretAsFloats());
    }

    /** {@code tanh(x)} within a few ulp: the odd polynomial of Cephes' {@code tanhf} near zero, {@code 1 - 2 / (e^2|x| + 1)} beyond. */
    static FloatVector tanh(FloatVector x) {
        FloatVector size = x.abs();
        FloatVector z = x.mul(x);
        FloatVector p = z.mul(-5.70498872745e-3f).add(2.06390887954e-2f);
        p = p.mul(z).add(-5.37397155531e-2f);
        p = p.mul(z).add(1.33314422036e-1f);
        p = p.mul(z).add(-3.33332819422e-1f);
        FloatVector near = p.mul(z).mul(x).add(x);
        FloatVector e = exp(size.add(size)).add(1f);
        FloatVector far = FloatVector.broadcast(F, 2f).div(e).neg().add(1f);
        far = far.blend(far.neg(), x.compare(LT, 0f));
        return near.blend(far, size.compare(GT, 0.625f));
    }

    /** {@code 1 / (1 + e^-x)}. */
    static FloatVector sigmoid(FloatVector x) {
        return FloatVector.broadcast(F, 1f).div(exp(x.neg()).add(1f));
    }

    /**
     * The normal distribution function, by the Chebyshev fit of erfc in Numerical Recipes ({@code erfcc}, relative error 1.2e-7), so that it is right far out too.
     */
    static FloatVector normal(FloatVector x) {
        FloatVector z = x.abs().mul(SQRT_HALF);
        FloatVector t = FloatVector.broadcast(F, 1f).div(z.mul(0.5f).add(1f));
        FloatVector p = t.mul(0.17087277f).add(-0.82215223f);
        p = p.mul(t).add(1.48851587f);
        p = p.mul(t).add(-1.13520398f);
        p = p.mul(t).add(0.27886807f);
        p = p.mul(t).add(-0.18628806f);
        p = p.mul(t).add(0.09678418f);
        p = p.mul(t).add(0.37409196f);
        p = p.mul(t).add(1.00002368f);
        p = p.mul(t).add(-1.26551223f);
        FloatVector tail = exp(z.mul(z).neg().add(p)).mul(t).mul(0.5f);
        VectorMask<Float> positive = x.compare(GT, 0f);
        return tail.blend(tail.neg().add(1f), positive);
    }
}
