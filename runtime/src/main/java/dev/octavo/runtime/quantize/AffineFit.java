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

    private static final int TRIALS = 15;
    private static final float FIRST = LEVELS - 1;

    /** The last trial rounds the largest weight to the last level still, so that nothing has to be cut. */
    private static final float STEP = 0.1f;

    private static final int SMALLEST = LANES;
    private static final int INVERSE = 2 * LANES;
    private static final int SUM_L = 3 * LANES;
    private static final int SUM_LL = 4 * LANES;
    private static final int SUM_WL = 5 * LANES;

    final float[] scale = new float[LANES];
    final float[] minimum = new float[LANES];

    private final float[] error = new float[LANES];
    private final float[] sumW = new float[LANES];
    private final float[] sumWW = new float[LANES];
    private final float[] work = new float[6 * LANES];

    /** Fits the groups of {@code lanes}. */
    void fit(BlockLanes lanes) {
        begin(lanes);
        for (int trial = 0; trial < TRIALS; trial++) {
            float levels = FIRST + STEP * trial;
            for (int b = 0; b < LANES; b++) {
                float range = lanes.largest[b] - lanes.smallest[b];
                work[b + INVERSE] = range > NOTHING ? levels / range : 0;
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
        Arrays.fill(work, SUM_L, work.length, 0);
        System.arraycopy(lanes.smallest, 0, work, SMALLEST, LANES);
        for (int i = 0; i < GROUP; i++) {
            System.arraycopy(lanes.weights, i * LANES, work, 0, LANES);
            add(work);
        }
    }

    /** Everything is in one array at constant distances, so that the compiler sees that nothing overlaps and makes vector instructions of this. */
    private static void add(float[] work) {
        for (int b = 0; b < LANES; b++) {
            float w = work[b];
            float level = BlockLanes.round((w - work[b + SMALLEST]) * work[b + INVERSE]);
            work[b + SUM_L] += level;
            work[b + SUM_LL] += level * level;
            work[b + SUM_WL] += level * w;
        }
    }

    /** Least squares for the levels of a trial, kept where they are better. */
    private void improve(int b) {
        float levels = work[b + SUM_L];
        float levelSquares = work[b + SUM_LL];
        float products = work[b + SUM_WL];
        float determinant = GROUP * levelSquares - levels * levels;
        if (!(determinant > 0)) {
            return;
        }
        float slope = (GROUP * products - sumW[b] * levels) / determinant;
        float offset = (levelSquares * sumW[b] - levels * products) / determinant;
        if (offset > 0) {
            offset = 0;
            slope = products / levelSquares;
        }
        float squares = sumWW[b]
                - 2 * (slope * products + offset * sumW[b])
                + slope * slope * levelSquares
                + 2 * slope * offset * levels
                + GROUP * offset * offset;
        if (slope > 0 && squares < error[b]) {
            error[b] = squares;
            scale[b] = slope;
            minimum[b] = -offset;
        }
    }
}
