package dev.octavo.runtime.quantize;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.withinPercentage;

import dev.octavo.runtime.load.BlockConversion;
import dev.octavo.spi.UserException;
import dev.octavo.tensor.BlockType;
import dev.octavo.tensor.DType;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What blocks hold, as the project's reader of GGUF blocks sees it. */
class BlockQuantizerTest {

    private static final int COUNT = 256 * 43; // More than the lanes, and no multiple of them.

    private static float[] blockwise(BlockType type, float... weights) {
        byte[] blocks = new byte[3 + weights.length / type.weights() * type.bytes()];
        BlockQuantizer.of(type).quantise(weights, weights.length, blocks, 3);
        float[] back = new float[weights.length];
        BlockConversion.convert(
                MemorySegment.ofArray(blocks).asSlice(3), type, MemorySegment.ofArray(back), DType.F32, back.length);
        return back;
    }

    private static float[] gaussian(double spread, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        float[] weights = new float[COUNT];
        for (int i = 0; i < COUNT; i++) {
            weights[i] = (float) (random.nextGaussian() * spread);
        }
        return weights;
    }

    private static float largest(float[] values, int from, int count) {
        float largest = 0;
        for (int i = from; i < from + count; i++) {
            largest = Math.max(largest, Math.abs(values[i]));
        }
        return largest;
    }

    /** Of ordinary weights, of ones whose scales are among the smallest f16, and of the largest. */
    @ParameterizedTest
    @ValueSource(doubles = {0.02, 1, 1e-3, 1e-5, 1e-6, 1e-7, 1e-30, 10_000})
    void eightBitsAreWithinHalfAStep(double spread) {
        float[] weights = gaussian(spread, 3);
        float[] back = blockwise(BlockType.Q8_0, weights);
        for (int i = 0; i < COUNT; i++) {
            float step = largest(weights, i / 32 * 32, 32) / 127;
            // The scale is an f16: of 11 bits, and a multiple of 2^-24.
            float tolerance = Math.max(step * (1 + 0x1p-10f), step + 0x1p-24f) / 2 * 1.001f;
            assertThat(Math.abs(back[i] - weights[i]))
                    .as("weight %d, %s", i, weights[i])
                    .isLessThanOrEqualTo(tolerance);
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"Q4_1", "Q4_K"})
    void fourBitsAreCloserThanLevelsSpreadOverTheRange(BlockType type) {
        float[] weights = gaussian(0.02, 5);
        float[] back = blockwise(type, weights);
        double error = 0;
        double spreadError = 0;
        for (int block = 0; block < COUNT; block += 32) {
            float low = 0;
            float high = 0;
            for (int i = block; i < block + 32; i++) {
                low = Math.min(low, weights[i]);
                high = Math.max(high, weights[i]);
            }
            float step = (high - low) / 15;
            for (int i = block; i < block + 32; i++) {
                float plain = Math.round((weights[i] - low) / step) * step + low;
                spreadError += Math.pow(plain - weights[i], 2);
                error += Math.pow(back[i] - weights[i], 2);
                // Weights at the ends of the range may be cut for the sake of all others.
                assertThat(Math.abs(back[i] - weights[i])).isLessThan(2 * step);
            }
        }
        assertThat(Math.sqrt(error)).isLessThan(Math.sqrt(spreadError) * 0.95);
        assertThat(Math.sqrt(error / squares(weights))).isBetween(0.06, 0.0735);
    }

    private static double squares(float[] weights) {
        double sum = 0;
        for (float w : weights) {
            sum += (double) w * w;
        }
        return sum;
    }

    /** Sixteen equidistant levels are what the format can hold, so nothing may be lost but the rounding of scales. */
    @ParameterizedTest
    @CsvSource({"Q4_1, 0.001", "Q4_K, 0.02"})
    void everyLevelIsReached(BlockType type, float tolerance) {
        float[] weights = new float[512];
        for (int i = 0; i < weights.length; i++) {
            weights[i] = (i % 16 - 6) * 0.25f;
        }
        float[] back = blockwise(type, weights);
        for (int i = 0; i < weights.length; i++) {
            assertThat(Math.abs(back[i] - weights[i])).as("level %d", i % 16).isLessThan(0.25f * tolerance * 8);
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"Q8_0", "Q4_1", "Q4_K"})
    void zerosStayZerosBesideOtherBlocks(BlockType type) {
        float[] weights = gaussian(0.5, 11);
        Arrays.fill(weights, 256, 768, 0f);
        float[] back = blockwise(type, weights);
        assertThat(Arrays.copyOfRange(back, 256, 768)).containsOnly(0f);
        assertThat(back[0]).isNotZero();
    }

    @ParameterizedTest
    @EnumSource(names = {"Q8_0", "Q4_1", "Q4_K"})
    void constantAndOneSidedBlocks(BlockType type) {
        for (float value : new float[] {3, -3, 65504, -65504, 6e-3f}) {
            float[] weights = new float[512];
            Arrays.fill(weights, value);
            weights[300] = 0;
            float[] back = blockwise(type, weights);
            assertThat(back[5]).as("%s as %s", value, type).isCloseTo(value, withinPercentage(1));
            assertThat(Math.abs(back[300])).isLessThan(Math.abs(value) * 0.05f);
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"Q8_0", "Q4_1", "Q4_K"})
    void whatIsNoFiniteNumberIsRefused(BlockType type) {
        for (float bad : new float[] {Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY}) {
            for (int at : new int[] {0, 700, COUNT - 1}) {
                float[] weights = gaussian(1, 13);
                weights[at] = bad;
                assertThatThrownBy(() -> blockwise(type, weights))
                        .isInstanceOf(UserException.class)
                        .hasMessageContaining("not a number");
            }
        }
        float[] huge = gaussian(1, 13);
        huge[3] = 1e20f;
        assertThatThrownBy(() -> blockwise(type, huge)).hasMessageContaining("65504");
    }
}
