package dev.octavo.backend.cpu;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_FLOAT_UNALIGNED;
import static org.assertj.core.api.Assertions.assertThat;

import dev.octavo.conformance.oracle.NumberFormat;
import dev.octavo.conformance.oracle.RowOracle;
import dev.octavo.tensor.DType;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Conversions to and from what caches hold in 8 bits, against their definitions. */
class EightBitTest {

    private static final int ALL = 256;

    @ParameterizedTest
    @EnumSource(names = {"F8_E4M3", "F8_E5M2", "I8"})
    void everyByteWidensExactly(DType type) {
        NumberFormat format = NumberFormat.of(type);
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment bytes = arena.allocate(2 * ALL);
            for (int i = 0; i < 2 * ALL; i++) {
                bytes.set(JAVA_BYTE, i, (byte) i);
            }
            MemorySegment out = arena.allocate(8L * ALL);
            // So that every byte is met both in a vector and behind the last one.
            for (int count = ALL; count < ALL + 16; count++) {
                ConvertKernels.widen(bytes, count - ALL, type, out, 0, count);
                for (int i = 0; i < count; i++) {
                    int bits = (i + count - ALL) % ALL;
                    assertThat((double) out.get(JAVA_FLOAT_UNALIGNED, 4L * i))
                            .as("byte %d", bits)
                            .isEqualTo(Double.valueOf(format.decode(bits)));
                }
            }
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"F8_E4M3", "F8_E5M2"})
    void narrowingRoundsToNearestEvenAndSaturates(DType type) {
        NumberFormat format = NumberFormat.of(type);
        int count = 100_003;
        Random random = new Random(7);
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment values = arena.allocate(4L * count);
            for (int i = 0; i < count; i++) {
                values.set(JAVA_FLOAT_UNALIGNED, 4L * i, number(random, i, format));
            }
            MemorySegment out = arena.allocate(count);
            ConvertKernels.narrow(values, 0, out, 0, type, count);
            for (int i = 0; i < count; i++) {
                float value = values.get(JAVA_FLOAT_UNALIGNED, 4L * i);
                double stored = format.decode(out.get(JAVA_BYTE, i) & 0xFF);
                if (Double.doubleToLongBits(stored) != Double.doubleToLongBits(format.round(value))) {
                    assertThat(stored).as("%d: %s", i, value).isEqualTo(format.round(value));
                }
            }
        }
    }

    /** Any bits at all, or next to a tie between two numbers of the format. */
    private static float number(Random random, int i, NumberFormat format) {
        if (i % 2 == 0) {
            return Float.intBitsToFloat(random.nextInt());
        }
        double x = format.decode(random.nextInt(ALL));
        if (Double.isNaN(x) || Double.isInfinite(x)) {
            return (float) x;
        }
        float tie = (float) ((x + format.neighbour(x, true)) / 2);
        return switch (random.nextInt(3)) {
            case 0 -> Math.nextUp(tie);
            case 1 -> Math.nextDown(tie);
            default -> tie;
        };
    }

    @Test
    void rowsHaveTheScaleOfTheirLargestNumber() {
        Random random = new Random(3);
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment values = arena.allocate(4L * 200);
            MemorySegment out = arena.allocate(200);
            for (int round = 0; round < 3000; round++) {
                int count = 1 + random.nextInt(199);
                double[] row = row(random, count, round);
                for (int i = 0; i < count; i++) {
                    values.set(JAVA_FLOAT_UNALIGNED, 4L * i, (float) row[i]);
                }
                out.fill((byte) 99);
                float scale = ByteRows.quantise(values, 0, out, 0, count);
                double largest = RowOracle.largest(row, 0, count);
                assertThat(scale).isEqualTo((float) RowOracle.scale(largest));
                for (int i = 0; i < count; i++) {
                    double quotient = RowOracle.quotient(row[i], largest);
                    double distance = Math.abs(out.get(JAVA_BYTE, i) - quotient);
                    assertThat(distance)
                            .as("number %d of %d", i, count)
                            .isLessThanOrEqualTo(0.5 + 0x1p-16 * Math.abs(quotient));
                }
            }
        }
    }

    private static double[] row(Random random, int count, int round) {
        double size =
                round % 5 == 0 ? Math.scalb(1.0, -103 + random.nextInt(7)) : Math.scalb(1.0, random.nextInt(200) - 100);
        double[] row = new double[count];
        for (int i = 0; i < count; i++) {
            row[i] = (float) (round % 7 == 0 ? 0 : size * random.nextDouble(-1, 1));
        }
        row[random.nextInt(count)] = switch (round % 11) {
            case 0 -> Double.NaN;
            case 1 -> Double.NEGATIVE_INFINITY;
            case 2 -> (float) -size;
            case 3 -> -0.0;
            default -> row[0];
        };
        return row;
    }
}
