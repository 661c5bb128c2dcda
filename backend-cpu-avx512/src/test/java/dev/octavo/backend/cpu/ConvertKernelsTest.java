package dev.octavo.backend.cpu;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_SHORT_UNALIGNED;
import static org.assertj.core.api.Assertions.assertThat;

import dev.octavo.tensor.DType;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.math.BigDecimal;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ConvertKernelsTest {

    private static final int ALL = 1 << 16;

    @Test
    void allHalvesWidenExactly() {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment halves = all16Bits(arena);
            MemorySegment out = arena.allocate(4L * ALL);
            ConvertKernels.widen(halves, 0, DType.F16, out, 0, ALL);
            for (int i = 0; i < ALL; i++) {
                assertSame(i, Float.float16ToFloat((short) i), out.get(JAVA_FLOAT_UNALIGNED, 4L * i));
            }
            ConvertKernels.widen(halves, 0, DType.BF16, out, 0, ALL);
            for (int i = 0; i < ALL; i++) {
                assertSame(i, Float.intBitsToFloat(i << 16), out.get(JAVA_FLOAT_UNALIGNED, 4L * i));
            }
        }
    }

    @Test
    void narrowingRoundsToNearestEven() {
        int count = 200_003;
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment values = arena.allocate(4L * count);
            Random random = new Random(11);
            for (int i = 0; i < count; i++) {
                values.set(JAVA_INT_UNALIGNED, 4L * i, pattern(random, i));
            }
            MemorySegment out = arena.allocate(2L * count);
            ConvertKernels.narrow(values, 0, out, 0, DType.F16, count);
            for (int i = 0; i < count; i++) {
                float value = values.get(JAVA_FLOAT_UNALIGNED, 4L * i);
                float half = Float.float16ToFloat(out.get(JAVA_SHORT_UNALIGNED, 2L * i));
                assertSame(i, Float.float16ToFloat(Float.floatToFloat16(value)), half);
            }
            ConvertKernels.narrow(values, 0, out, 0, DType.BF16, count);
            for (int i = 0; i < count; i++) {
                float value = values.get(JAVA_FLOAT_UNALIGNED, 4L * i);
                assertSame(i, nearestBf16(value), Float.intBitsToFloat(out.get(JAVA_SHORT_UNALIGNED, 2L * i) << 16));
            }
        }
    }

    /** Any bits at all, half of them near the edges of f16: ties, subnormals, overflow. */
    private static int pattern(Random random, int i) {
        if (i % 2 == 0) {
            return random.nextInt();
        }
        int tie = Float.floatToRawIntBits(Float.float16ToFloat((short) random.nextInt())) ^ (1 << 12);
        return tie + random.nextInt(3) - 1;
    }

    /** By the definition: the nearer neighbour, or the one with an even last bit. */
    private static float nearestBf16(float value) {
        if (Float.isNaN(value) || Float.isInfinite(value)) {
            return value;
        }
        int bits = Float.floatToRawIntBits(value);
        float low = Float.intBitsToFloat(bits & 0xffff0000);
        float high = Float.intBitsToFloat((bits & 0xffff0000) + 0x10000);
        BigDecimal exact = new BigDecimal(value);
        // One step beyond the largest finite number, the next neighbour counts as if it were finite.
        BigDecimal upper = Float.isInfinite(high)
                ? new BigDecimal(2).pow(128).multiply(BigDecimal.valueOf(Math.signum(value)))
                : new BigDecimal(high);
        int nearer = exact.subtract(new BigDecimal(low))
                .abs()
                .compareTo(upper.subtract(exact).abs());
        boolean lowIsEven = (bits & 0x10000) == 0;
        return nearer < 0 || (nearer == 0 && lowIsEven) ? low : high;
    }

    private static MemorySegment all16Bits(Arena arena) {
        MemorySegment segment = arena.allocate(2L * ALL);
        for (int i = 0; i < ALL; i++) {
            segment.set(JAVA_SHORT_UNALIGNED, 2L * i, (short) i);
        }
        return segment;
    }

    private static void assertSame(int index, float expected, float actual) {
        boolean same = Float.isNaN(expected)
                ? Float.isNaN(actual)
                : Float.floatToRawIntBits(expected) == Float.floatToRawIntBits(actual);
        assertThat(same)
                .as("element %d: expected %s, got %s", index, expected, actual)
                .isTrue();
    }
}
