package dev.octavo.runtime.quantize;

import static dev.octavo.runtime.quantize.BlockLanes.GROUP;
import static dev.octavo.runtime.quantize.BlockLanes.LANES;

import java.util.Arrays;

/**
 * Finds for each group the scale and minimum with which the levels 0 to 15 come closest to its weights, {@code w = scale * level - minimum} with a minimum of at least 0. Weights are assigned to levels in several ways, from a coarser to
 * a finer step than the range asks for; for each the scale and minimum of least squares are computed, and the ones of the smallest error are kept. Against spreading the levels over the range, that takes a tenth off the error.
 */
final class AffineFit {

    static final int LEVELS = 15;

    /** Below this a group is zero: f16 has no scale that small. */
    private static final float NOTHING = 1e-9f;

    private static final int TRIALS = 21;
    private static final float FIRST = LEVELS - 1;
    private static final float STEP = 0.1f;

    final float[] scale = new float[LANES];
    final float[] minimum = new float[LANES];

    private final float[] inverse = new float[LANES];
    private final float[] error = new float[LANES];
    private final float[] sumW = new float[LANES];
    private final float[] sumWW = new float[LANES];
    private final float[] sumL = new float[LANES];
    private final float[] sumLL = new float[LANES];
    private final float[] sumWL = new float[LANES];

    /** Fits the groups of {@code lanes}. */
    void fit(BlockLanes lanes) {
        begin(lanes);
        for (int trial = 0; trial < TRIALS; trial++) {
            float levels = FIRST + STEP * trial;
            for (int b = 0; b < LANES; b++) {
                float range = lanes.largest[b] - lanes.smallest[b];
                inverse[b] = range > NOTHING ? levels / range : 0;
            }
            assign(lanes);
            for (int b = 0; b < lanes.groups(); b++) {
                improve(b);
            }
        }
    }

    private void begin(BlockLanes lanes) {
        Arrays.fill(sumW, 0);
        Arrays.fill(sumWW, 0);
        for (int i = 0; i < GROUP; i++) {
            int row = i * LANES;
            for (int b = 0; b < LANES; b++) {
                float w = lanes.weights[row + b];
                sumW[b] += w;
                sumWW[b] += w * w;
            }
        }
        for (int b = 0; b < LANES; b++) {
            float range = lanes.largest[b] - lanes.smallest[b];
            scale[b] = range > NOTHING ? range / LEVELS : 0;
            minimum[b] = range > NOTHING ? -lanes.smallest[b] : 0;
            error[b] = Float.MAX_VALUE;
        }
    }

    private void assign(BlockLanes lanes) {
        Arrays.fill(sumL, 0);
        Arrays.fill(sumLL, 0);
        Arrays.fill(sumWL, 0);
        float[] weights = lanes.weights;
        float[] smallest = lanes.smallest;
        for (int i = 0; i < GROUP; i++) {
            int row = i * LANES;
            for (int b = 0; b < LANES; b++) {
                float w = weights[row + b];
                float level = Math.min(LEVELS, BlockLanes.round((w - smallest[b]) * inverse[b]));
                sumL[b] += level;
                sumLL[b] += level * level;
                sumWL[b] += level * w;
            }
        }
    }

    /** Least squares for the levels of a trial, kept where they are better. */
    private void improve(int b) {
        float determinant = GROUP * sumLL[b] - sumL[b] * sumL[b];
        if (!(determinant > 0)) {
            return;
        }
        float slope = (GROUP * sumWL[b] - sumW[b] * sumL[b]) / determinant;
        float offset = (sumLL[b] * sumW[b] - sumL[b] * sumWL[b]) / determinant;
        if (offset > 0) {
            offset = 0;
            slope = sumWL[b] / sumLL[b];
        }
        float squares = sumWW[b]
                - 2 * (slope * sumWL[b] + offset * sumW[b])
                + slope * slope * sumLL[b]
                + 2 * slope * offset * sumL[b]
                + GROUP * offset * offset;
        if (slope > 0 && squares < error[b]) {
            error[b] = squares;
            scale[b] = slope;
            minimum[b] = -offset;
        }
    }
}
