package dev.octavo.runtime.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.octavo.spi.UnsupportedSpecException;
import dev.octavo.tensor.DType;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.math.BigDecimal;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class DTypeConversionTest {

    private static final int ALL = 1 << 16;

    @Test
    void wideningBf16IsExactForEveryValue() {
        short[] in = everyShort();
        float[] out = new float[ALL];
        DTypeConversion.convert(MemorySegment.ofArray(in), DType.BF16, MemorySegment.ofArray(out), DType.F32, ALL);
        short[] back = new short[ALL];
        DTypeConversion.convert(MemorySegment.ofArray(out), DType.F32, MemorySegment.ofArray(back), DType.BF16, ALL);
        for (int i = 0; i < ALL; i++) {
            assertThat(Float.floatToRawIntBits(out[i])).isEqualTo(in[i] << 16);
            if (Float.isNaN(out[i])) {
                assertThat(DTypeConversion.fromBf16(back[i])).isNaN();
            } else {
                assertThat(back[i]).isEqualTo(in[i]);
            }
        }
    }

    @Test
    void wideningF16IsExactForEveryValue() {
        short[] in = everyShort();
        float[] out = new float[ALL];
        DTypeConversion.convert(MemorySegment.ofArray(in), DType.F16, MemorySegment.ofArray(out), DType.F32, ALL);
        short[] back = new short[ALL];
        DTypeConversion.convert(MemorySegment.ofArray(out), DType.F32, MemorySegment.ofArray(back), DType.F16, ALL);
        for (int i = 0; i < ALL; i++) {
            int sign = in[i] < 0 ? -1 : 1;
            int exponent = (in[i] >> 10) & 31;
            int mantissa = in[i] & 1023;
            if (exponent == 31) {
                assertThat(Float.isFinite(out[i])).isFalse();
                assertThat(Float.isNaN(out[i])).isEqualTo(mantissa != 0);
            } else {
                double expected = exponent == 0
                        ? Math.scalb((double) mantissa, -24)
                        : Math.scalb(1024.0 + mantissa, exponent - 25);
                assertThat((double) out[i]).isEqualTo(sign * expected);
                assertThat(back[i]).isEqualTo(in[i]);
            }
        }
    }

    @Test
    void betweenTheSixteenBitTypesEveryValueRoundsOnce() {
        short[] in = everyShort();
        short[] half = new short[ALL];
        short[] brain = new short[ALL];
        DTypeConversion.convert(MemorySegment.ofArray(in), DType.BF16, MemorySegment.ofArray(half), DType.F16, ALL);
        DTypeConversion.convert(MemorySegment.ofArray(in), DType.F16, MemorySegment.ofArray(brain), DType.BF16, ALL);
        for (int i = 0; i < ALL; i++) {
            float wide = Float.intBitsToFloat(in[i] << 16);
            assertThat(half[i]).isEqualTo(Float.floatToFloat16(wide));
            float fromHalf = Float.float16ToFloat(in[i]);
            if (!Float.isNaN(fromHalf)) {
                assertThat(brain[i]).isEqualTo(nearestBf16(fromHalf));
            }
        }
    }

    @Test
    void narrowingToBf16RoundsToTheNearestTiesToEven() {
        SplittableRandom random = new SplittableRandom(7);
        for (int i = 0; i < 200_000; i++) {
            // A third of the values are ties, a third are next to one.
            int bits = random.nextInt();
            bits = switch (i % 3) {
                case 0 -> (bits & 0xFFFF0000) | 0x8000;
                case 1 -> (bits & 0xFFFF0000) | (0x7FFF + 2 * random.nextInt(2));
                default -> bits;
            };
            float value = Float.intBitsToFloat(bits);
            if (!Float.isNaN(value)) {
                assertThat(DTypeConversion.toBf16(value)).as("%08x", bits).isEqualTo(nearestBf16(value));
            }
        }
        assertThat(DTypeConversion.toBf16(Float.MAX_VALUE)).isEqualTo((short) 0x7F80);
        assertThat(DTypeConversion.toBf16(-Float.MAX_VALUE)).isEqualTo((short) 0xFF80);
        assertThat(DTypeConversion.fromBf16(DTypeConversion.toBf16(Float.intBitsToFloat(0x7F800001))))
                .isNaN();
        assertThat(DTypeConversion.fromBf16(DTypeConversion.toBf16(Float.intBitsToFloat(0xFFFFFFFF))))
                .isNaN();
    }

    /** By exact distances to both neighbours. */
    private static short nearestBf16(float value) {
        int bits = Float.floatToRawIntBits(value);
        short toZero = (short) (bits >>> 16);
        if (Float.isInfinite(value) || (bits & 0xFFFF) == 0) {
            return toZero;
        }
        short away = (short) (toZero + 1);
        BigDecimal magnitude = new BigDecimal(value).abs();
        BigDecimal low = new BigDecimal(Float.intBitsToFloat(toZero << 16)).abs();
        // The neighbour beyond the largest finite value counts as 2^128.
        float awayValue = Float.intBitsToFloat(away << 16);
        BigDecimal high = Float.isInfinite(awayValue) ? BigDecimal.TWO.pow(128) : new BigDecimal(awayValue).abs();
        int side = magnitude.subtract(low).compareTo(high.subtract(magnitude));
        return side < 0 || (side == 0 && toZero % 2 == 0) ? toZero : away;
    }

    @Test
    void worksOnUnalignedMemoryAndCopiesEqualTypes() {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment memory = arena.allocate(64);
            MemorySegment in = memory.asSlice(1, 6);
            MemorySegment out = memory.asSlice(11, 12);
            DTypeConversion.convert(MemorySegment.ofArray(new float[] {1, -2, 0.5f}), DType.F32, in, DType.BF16, 3);
            DTypeConversion.convert(in, DType.BF16, out, DType.F32, 3);
            assertThat(DTypeConversion.toFloats(out, DType.F32, 0, 3)).containsExactly(1, -2, 0.5f);
            assertThat(DTypeConversion.toFloats(in, DType.BF16, 1, 2)).containsExactly(-2, 0.5f);
            MemorySegment bytes = arena.allocate(3);
            DTypeConversion.convert(MemorySegment.ofArray(new byte[] {1, 2, 3}), DType.I8, bytes, DType.I8, 3);
            assertThat(bytes.toArray(ValueLayout.JAVA_BYTE)).containsExactly(1, 2, 3);
        }
    }

    @Test
    void refusesOtherTypesAndTooSmallSegments() {
        MemorySegment four = MemorySegment.ofArray(new byte[4]);
        assertThatThrownBy(() -> DTypeConversion.convert(four, DType.I32, four, DType.F32, 1))
                .isInstanceOf(UnsupportedSpecException.class);
        assertThatThrownBy(() -> DTypeConversion.convert(four, DType.F32, four, DType.I8, 1))
                .isInstanceOf(UnsupportedSpecException.class);
        assertThatThrownBy(() ->
                        DTypeConversion.convert(four, DType.F32, MemorySegment.ofArray(new byte[3]), DType.BF16, 2))
                .isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> DTypeConversion.convert(four, DType.BF16, four, DType.F32, Long.MAX_VALUE))
                .isInstanceOf(ArithmeticException.class);
    }

    private static short[] everyShort() {
        short[] all = new short[ALL];
        for (int i = 0; i < ALL; i++) {
            all[i] = (short) i;
        }
        return all;
    }
}
