package dev.octavo.conformance.oracle;

import static org.assertj.core.api.Assertions.assertThat;

import dev.octavo.tensor.DType;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class NumberFormatTest {

    @Test
    void decodesEveryHalfAsTheJdkDoes() {
        NumberFormat format = NumberFormat.of(DType.F16);
        for (int bits = 0; bits <= 0xFFFF; bits++) {
            assertThat(format.decode(bits)).isEqualTo(Double.valueOf(Float.float16ToFloat((short) bits)));
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = DType.class,
            names = {"F16", "BF16", "F8_E4M3", "F8_E5M2", "I8", "U8"})
    void everyPatternSurvivesARoundTrip(DType type) {
        NumberFormat format = NumberFormat.of(type);
        long mask = (1L << (type.bytes() * 8)) - 1;
        for (long bits = 0; bits <= mask; bits++) {
            double value = format.decode(bits);
            boolean kept = Double.isNaN(value) || (type.bytes() == 1 && Double.isInfinite(value));
            if (!kept) {
                assertThat(format.encode(value) & mask).as(type + " " + bits).isEqualTo(bits);
            }
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = DType.class,
            names = {"F16", "BF16", "F8_E4M3", "F8_E5M2"})
    void roundsToTheNearestAndTiesToEven(DType type) {
        NumberFormat format = NumberFormat.of(type);
        int largest = (int) format.encode(format.largest());
        for (int bits = 0; bits < largest; bits++) {
            double low = format.decode(bits);
            double high = format.decode(bits + 1);
            double middle = (low + high) / 2;
            assertThat(format.encode(middle)).isEqualTo(bits % 2 == 0 ? bits : bits + 1);
            assertThat(format.encode(Math.nextDown(middle))).isEqualTo(bits);
            assertThat(format.encode(Math.nextUp(middle))).isEqualTo(bits + 1);
        }
    }

    @Test
    void roundsToSingleAsTheJdkDoes() {
        NumberFormat format = NumberFormat.of(DType.F32);
        SplittableRandom random = new SplittableRandom(7);
        for (int i = 0; i < 200_000; i++) {
            double value = Double.longBitsToDouble(random.nextLong());
            if (!Double.isNaN(value)) {
                assertThat((int) format.encode(value)).isEqualTo(Float.floatToRawIntBits((float) value));
                double scaled = Math.scalb(random.nextDouble(-2, 2), random.nextInt(-152, 130));
                assertThat((int) format.encode(scaled)).isEqualTo(Float.floatToRawIntBits((float) scaled));
            }
        }
    }

    @Test
    void overflowsAsEachFormatShould() {
        assertThat(NumberFormat.of(DType.F16).round(65520)).isEqualTo(Double.POSITIVE_INFINITY);
        assertThat(NumberFormat.of(DType.F16).round(65519)).isEqualTo(65504);
        assertThat(NumberFormat.of(DType.F8_E4M3).round(-1000)).isEqualTo(-448);
        assertThat(NumberFormat.of(DType.F8_E5M2).round(Double.POSITIVE_INFINITY))
                .isEqualTo(57344);
        assertThat(NumberFormat.of(DType.F8_E4M3).round(Double.NaN)).isNaN();
        assertThat(NumberFormat.of(DType.I8).round(200)).isEqualTo(127);
        assertThat(NumberFormat.of(DType.U8).round(-3)).isZero();
        assertThat(NumberFormat.of(DType.I32).round(Double.NaN)).isZero();
        assertThat(NumberFormat.of(DType.I64).round(-12345678901.0)).isEqualTo(-12345678901.0);
    }

    @Test
    void neighboursAreNextInOrder() {
        NumberFormat half = NumberFormat.of(DType.F16);
        assertThat(half.neighbour(1, true)).isEqualTo(1 + 0x1p-10);
        assertThat(half.neighbour(1, false)).isEqualTo(1 - 0x1p-11);
        assertThat(half.neighbour(-1, true)).isEqualTo(-1 + 0x1p-11);
        assertThat(half.neighbour(0, false)).isEqualTo(-0x1p-24);
        assertThat(half.neighbour(0x1p-24, false)).isZero();
        assertThat(half.neighbour(65504, true)).isInfinite();
    }
}
