package dev.octavo.runtime.quantize;

import static dev.octavo.runtime.quantize.BlockLanes.GROUP;
import static dev.octavo.runtime.quantize.BlockLanes.LANES;

import dev.octavo.tensor.BlockType;

/**
 * Q4_K: eight groups of 32 whose scales and minima are 6-bit multiples of two f16 (source: the ggml block structures, as published with llama.cpp).
 */
final class SuperBlockQuantizer implements BlockQuantizer {

    private static final int BYTES = BlockType.Q4_K.bytes();
    private static final int GROUPS = BlockType.Q4_K.weights() / GROUP;
    private static final int MOST = 63;
    private static final int SCALES = 2 * Short.BYTES;
    private static final int NIBBLES = SCALES + 12;

    private final BlockLanes lanes = new BlockLanes();
    private final AffineFit fit = new AffineFit();
    private final NibbleRounding rounding = new NibbleRounding();

    @Override
    public void quantise(float[] from, int count, byte[] to, int at) {
        int groups = count / GROUP;
        for (int group = 0; group < groups; group += LANES) {
            lanes.load(from, group * GROUP, Math.min(LANES, groups - group));
            fit.fit(lanes);
            int target = at + group / GROUPS * BYTES;
            for (int first = 0; first < lanes.groups(); first += GROUPS) {
                scales(first, to, target + first / GROUPS * BYTES);
            }
            rounding.round(lanes);
            for (int first = 0; first < lanes.groups(); first += GROUPS) {
                store(first, to, target + first / GROUPS * BYTES + NIBBLES);
            }
        }
    }

    private void scales(int first, byte[] to, int at) {
        short scale = HalfScale.covering(largest(fit.scale, first), MOST);
        short minimum = HalfScale.covering(largest(fit.minimum, first), MOST);
        BlockQuantizer.putHalf(to, at, scale);
        BlockQuantizer.putHalf(to, at + Short.BYTES, minimum);
        float scaleStep = Float.float16ToFloat(scale);
        float minimumStep = Float.float16ToFloat(minimum);
        java.util.Arrays.fill(to, at + SCALES, at + NIBBLES, (byte) 0);
        for (int j = 0; j < GROUPS; j++) {
            int b = first + j;
            int s = multiple(fit.scale[b], scaleStep);
            int m = multiple(fit.minimum[b], minimumStep);
            pack(j, s, m, to, at + SCALES);
            rounding.inverse[b] = HalfScale.inverse(scaleStep * s);
            rounding.minimum[b] = minimumStep * m;
        }
    }

    private static float largest(float[] values, int first) {
        float largest = 0;
        for (int j = 0; j < GROUPS; j++) {
            largest = Math.max(largest, values[first + j]);
        }
        return largest;
    }

    private static int multiple(float value, float step) {
        return Math.min(MOST, (int) BlockLanes.round(value * HalfScale.inverse(step)));
    }

    /** Of groups 4 to 7, the upper two bits stand above the six of groups 0 to 3. */
    private static void pack(int j, int scale, int minimum, byte[] to, int at) {
        if (j < GROUPS / 2) {
            to[at + j] = (byte) scale;
            to[at + j + 4] = (byte) minimum;
        } else {
            to[at + j + 4] = (byte) ((scale & 0xF) | (minimum & 0xF) << 4);
            to[at + j - 4] |= (byte) (scale >> 4 << 6);
            to[at + j] |= (byte) (minimum >> 4 << 6);
        }
    }

    /** Two groups in 32 bytes, the first in the lower halves. */
    private void store(int first, byte[] to, int at) {
        for (int j = 0; j < GROUPS; j += 2) {
            for (int i = 0; i < GROUP; i++) {
                int both = rounding.level(first + j, i) | rounding.level(first + j + 1, i) << 4;
                to[at + j / 2 * GROUP + i] = (byte) both;
            }
        }
    }
}
