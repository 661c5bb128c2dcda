package dev.octavo.backend.cpu;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT_UNALIGNED;
import static org.assertj.core.api.Assertions.assertThat;

import dev.octavo.spi.op.ActivationFunction;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.function.DoubleUnaryOperator;
import org.junit.jupiter.api.Test;

class VectorMathTest {

    private static final int COUNT = 100_000;

    @Test
    void expIsWithinTwoUlp() {
        assertThat(worstUlp(-104f, 88.7f, (m, n) -> RowKernels.exp(m, 0, n, 0f), Math::exp))
                .isLessThan(2.0);
        assertThat(worstUlp(-1f, 1f, (m, n) -> RowKernels.exp(m, 0, n, 0f), Math::exp))
                .isLessThan(2.0);
    }

    @Test
    void tanhAndSigmoidAreWithinAFewUlp() {
        assertThat(worstUlp(-12f, 12f, activation(ActivationFunction.TANH), Math::tanh))
                .isLessThan(4.0);
        assertThat(worstUlp(-80f, 80f, activation(ActivationFunction.SIGMOID), x -> 1 / (1 + Math.exp(-x))))
                .isLessThan(4.0);
    }

    @Test
    void expHasItsSpecialValues() {
        float[] in = {0f, -0f, Float.NEGATIVE_INFINITY, -1000f, -104f, 89f, Float.POSITIVE_INFINITY, Float.NaN};
        float[] out = map(in, (m, n) -> RowKernels.exp(m, 0, n, 0f));
        assertThat(out[0]).isEqualTo(1f);
        assertThat(out[1]).isEqualTo(1f);
        assertThat(out[2]).isZero();
        assertThat(out[3]).isZero();
        assertThat(out[4]).isEqualTo((float) Math.exp(-104));
        assertThat(out[5]).isInfinite();
        assertThat(out[6]).isInfinite();
        assertThat(out[7]).isNaN();
    }

    private interface Kernel {
        void run(MemorySegment m, int count);
    }

    private static Kernel activation(ActivationFunction function) {
        return (m, n) -> ActivationKernels.apply(function, m, 0, n);
    }

    private static double worstUlp(float from, float to, Kernel kernel, DoubleUnaryOperator exact) {
        float[] in = new float[COUNT];
        for (int i = 0; i < COUNT; i++) {
            in[i] = from + (to - from) * i / (COUNT - 1);
        }
        float[] out = map(in, kernel);
        double worst = 0;
        for (int i = 0; i < COUNT; i++) {
            double expected = exact.applyAsDouble(in[i]);
            worst = Math.max(worst, Math.abs(out[i] - expected) / Math.ulp((float) expected));
        }
        return worst;
    }

    private static float[] map(float[] values, Kernel kernel) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment m = arena.allocate(4L * values.length + 64, 64);
            MemorySegment.copy(values, 0, m, JAVA_FLOAT_UNALIGNED, 0, values.length);
            kernel.run(m, values.length);
            float[] out = new float[values.length];
            MemorySegment.copy(m, JAVA_FLOAT_UNALIGNED, 0, out, 0, out.length);
            return out;
        }
    }
}
