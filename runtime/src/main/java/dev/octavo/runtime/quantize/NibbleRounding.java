package dev.octavo.runtime.quantize;

import static dev.octavo.runtime.quantize.BlockLanes.GROUP;
import static dev.octavo.runtime.quantize.BlockLanes.LANES;

/** Assigns weights to the levels 0 to 15 once scales and minima are what they will be read as. */
final class NibbleRounding {

    final float[] inverse = new float[LANES];
    final float[] minimum = new float[LANES];
    private final float[] levels = new float[GROUP * LANES];

    void round(BlockLanes lanes) {
        for (int i = 0; i < GROUP; i++) {
            int row = i * LANES;
            for (int b = 0; b < LANES; b++) {
                float level = BlockLanes.round((lanes.weights[row + b] + minimum[b]) * inverse[b]);
                levels[row + b] = Math.min(AffineFit.LEVELS, Math.max(0, level));
            }
        }
    }

    /** The level of a weight of a group. */
    int level(int group, int i) {
        return (int) levels[i * LANES + group];
    }
}
