package dev.octavo.runtime.quantize;

import dev.octavo.tensor.BlockType;

/** Q8_0: a group's largest magnitude becomes 127, every weight lies within half a step of its own. */
final class ByteQuantizer implements BlockQuantizer {

    private static final int MOST = 127;

    private final BlockLanes lanes = new BlockLanes();
    private final float[] inverse = new float[BlockLanes.LANES];
    private final float[] levels = new float[BlockLanes.GROUP * BlockLanes.LANES];

    @Override
    public void quantise(float[] from, int count, byte[] to, int at) {
        int blocks = count / BlockLanes.GROUP;
        for (int block = 0; block < blocks; block += BlockLanes.LANES) {
            lanes.load(from, block * BlockLanes.GROUP, Math.min(BlockLanes.LANES, blocks - block));
            int target = at + block * BlockType.Q8_0.bytes();
            scales(to, target);
            round();
            store(to, target);
        }
    }

    private void scales(byte[] to, int at) {
        for (int b = 0; b < lanes.groups(); b++) {
            short half = HalfScale.covering(Math.max(-lanes.smallest[b], lanes.largest[b]), MOST);
            BlockQuantizer.putHalf(to, at + b * BlockType.Q8_0.bytes(), half);
            inverse[b] = HalfScale.inverse(Float.float16ToFloat(half));
        }
    }

    private void round() {
        for (int i = 0; i < BlockLanes.GROUP; i++) {
            int row = i * BlockLanes.LANES;
            for (int b = 0; b < BlockLanes.LANES; b++) {
                float level = BlockLanes.round(lanes.weights[row + b] * inverse[b]);
                levels[row + b] = Math.min(MOST, Math.max(-MOST, level));
            }
        }
    }

    private void store(byte[] to, int at) {
        for (int b = 0; b < lanes.groups(); b++) {
            int values = at + b * BlockType.Q8_0.bytes() + Short.BYTES;
            for (int i = 0; i < BlockLanes.GROUP; i++) {
                to[values + i] = (byte) levels[i * BlockLanes.LANES + b];
            }
        }
    }
}
