package dev.octavo.backend.cpu;

import static dev.octavo.backend.cpu.Lanes.F;
import static dev.octavo.backend.cpu.Lanes.L;
import static dev.octavo.backend.cpu.Lanes.LE;

import dev.octavo.spi.op.ActivationFunction;
import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.FloatVector;

/** Activation functions over f32 rows in scratch memory, in place; one loop each, so that each is compiled for itself. */
final class ActivationKernels {

    private static final float SQRT_2_OVER_PI = 0.7978846f;

    private ActivationKernels() {}

    /** {@code a = function(a)}; rows as in {@link RowKernels}. */
    static void apply(ActivationFunction function, MemorySegment m, long a, int count) {
        switch (function) {
            case SILU -> sigmoidProduct(m, a, count, 1f);
            case GELU_QUICK -> sigmoidProduct(m, a, count, 1.702f);
            case GELU -> gelu(m, a, count);
            case GELU_TANH -> geluTanh(m, a, count);
            case RELU -> relu(m, a, count);
            case RELU_SQUARED -> reluSquared(m, a, count);
            case SIGMOID -> sigmoid(m, a, count);
            case TANH -> tanh(m, a, count);
        }
    }

    private static void sigmoidProduct(MemorySegment m, long a, int count, float factor) {
        for (int i = 0; i < count; i += L) {
            FloatVector x = FloatVector.fromMemorySegment(F, m, a + 4L * i, LE);
            x.div(VectorMath.exp(x.mul(-factor)).add(1f)).intoMemorySegment(m, a + 4L * i, LE);
        }
    }

    private static void gelu(MemorySegment m, long a, int count) {
        for (int i = 0; i < count; i += L) {
            FloatVector x = FloatVector.fromMemorySegment(F, m, a + 4L * i, LE);
            VectorMath.normal(x).mul(x).intoMemorySegment(m, a + 4L * i, LE);
        }
    }

    /** {@code 0.5 (1 + tanh(u))} is {@code sigmoid(2u)}, which keeps its digits for large negative u. */
    private static void geluTanh(MemorySegment m, long a, int count) {
        for (int i = 0; i < count; i += L) {
            FloatVector x = FloatVector.fromMemorySegment(F, m, a + 4L * i, LE);
            FloatVector u = x.mul(x).mul(0.044715f).add(1f).mul(x).mul(-2 * SQRT_2_OVER_PI);
            x.div(VectorMath.exp(u).add(1f)).intoMemorySegment(m, a + 4L * i, LE);
        }
    }

    private static void relu(MemorySegment m, long a, int count) {
        for (int i = 0; i < count; i += L) {
            FloatVector x = FloatVector.fromMemorySegment(F, m, a + 4L * i, LE);
            x.max(0f).intoMemorySegment(m, a + 4L * i, LE);
        }
    }

    private static void reluSquared(MemorySegment m, long a, int count) {
        for (int i = 0; i < count; i += L) {
            FloatVector x = FloatVector.fromMemorySegment(F, m, a + 4L * i, LE).max(0f);
            x.mul(x).intoMemorySegment(m, a + 4L * i, LE);
        }
    }

    private static void sigmoid(MemorySegment m, long a, int count) {
        for (int i = 0; i < count; i += L) {
            FloatVector x = FloatVector.fromMemorySegment(F, m, a + 4L * i, LE);
            VectorMath.sigmoid(x).intoMemorySegment(m, a + 4L * i, LE);
        }
    }

    private static void tanh(MemorySegment m, long a, int count) {
        for (int i = 0; i < count; i += L) {
            FloatVector x = FloatVector.fromMemorySegment(F, m, a + 4L * i, LE);
            VectorMath.tanh(x).intoMemorySegment(m, a + 4L * i, LE);
        }
    }
}
