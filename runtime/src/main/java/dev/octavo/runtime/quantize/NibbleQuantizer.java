package dev.octavo.runtime.quantize;

import static dev.octavo.runtime.quantize.BlockLanes.GROUP;
import static dev.octavo.runtime.quantize.BlockLanes.LANES;

import dev.octavo.tensor.BlockType;

/** Q4_1: 4 bits, a scale and a minimum for each group of 32. Of packed nibbles, the lower ones are the first 16 weights. */
final class NibbleQuantizer implements BlockQuantizer {

    private static final int BYTES = BlockType.Q4_1.bytes();
    private static final int HALF = GROUP / 2;

    private final BlockLanes lanes = new BlockLanes();
    private final AffineFit fit = new AffineFit();
    private final NibbleRounding rounding = new NibbleRounding();

    @Override
    public void quantise(float[] from, int count, byte[] to, int at) {
        int blocks = count / GROUP;
        for (int block = 0; block < blocks; block += LANES) {
            lanes.load(from, block * GROUP, Math.min(LANES, blocks - block));
            fit.fit(lanes);
            for (int b = 0; b < lanes.groups(); b++) {
                scales(b, to, at + (block + b) * BYTES);
            }
            rounding.round(lanes);
            for (int b = 0; b < lanes.groups(); b++) {
                store(b, to, at + (block + b) * BYTES + 2 * Short.BYTES);
            }
        }
    }

    private void scales(int b, byte[] to, int at) {
        short scale = Float.floatToFloat16(fit.scale[b]);
        short minimum = Float.floatToFloat16(-fit.minimum[b]);
        BlockQuantizer.putHalf(to, at, scale);
        BlockQuantizer.putHalf(to, at + Short.BYTES, minimum);
        rounding.inverse[b] = HalfScale.inverse(Float.float16ToFloat(scale));
        rounding.minimum[b] = -Float.float16ToFloat(minimum);
    }

    private void store(int b, byte[] to, int at) {
        for (int i = 0; i < HALF; i++) {
            to[at + i] = (byte) (rounding.level(b, i) | rounding.level(b, i + HALF) << 4);
        }
    }
}
