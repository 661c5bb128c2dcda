package dev.octavo.conformance.check;

import dev.octavo.conformance.oracle.AttentionOracle;
import dev.octavo.conformance.oracle.NumberFormat;
import dev.octavo.conformance.oracle.Tensor;
import dev.octavo.spi.op.AttentionSpec;
import dev.octavo.spi.op.ComputePrecision;
import dev.octavo.tensor.DType;
import org.jspecify.annotations.Nullable;

/**
 * Error that attention may make before its result is stored. With S the mean of the absolute values under the softmax: the sums err by {@code (8 + 2 sqrt(tokens)) u S},
 * multiplied by the size of the scores' terms, since the exponential turns their absolute error into a relative one; and probabilities may be
 * held in the type of the queries. Where the spec permits to reduce inputs, that is bf16, and rounding f32 queries costs as much of the scores' terms, in the sums and in what they are divided by.
 */
final class AttentionBounds {

    private final AttentionSpec spec;
    private final AttentionOracle oracle;
    private final double @Nullable [] slopes;
    private final double probabilityRoundoff;
    private final double queryRoundoff;

    AttentionBounds(AttentionSpec spec, AttentionOracle oracle, double @Nullable [] slopes) {
        this.spec = spec;
        this.oracle = oracle;
        this.slopes = slopes;
        boolean reduced = spec.precision() == ComputePrecision.REDUCED_INPUTS && spec.query() == DType.F32;
        double bf16 = NumberFormat.of(DType.BF16).unitRoundoff();
        this.probabilityRoundoff =
                reduced ? bf16 : NumberFormat.of(spec.query()).unitRoundoff();
        this.queryRoundoff = reduced ? bf16 : 0;
    }

    /** For each element of the result of one sequence. */
    double[] error(Tensor query, Tensor keys, Tensor values) {
        double[] absolute = values.values().clone();
        for (int i = 0; i < absolute.length; i++) {
            absolute[i] = Math.abs(absolute[i]);
        }
        double[] error = oracle.run(query, keys, values.with(absolute)).values().clone();
        for (int row = 0; row < query.allRows(); row++) {
            int position = keys.batch() - query.batch() + row / spec.queryHeads();
            int length = Math.max(keys.batch(), query.columns());
            double terms = largestTerms(query, row, position, keys);
            double factor = Bounds.sum(length, 1 + terms) + 2 * queryRoundoff * terms + probabilityRoundoff;
            for (int d = 0; d < values.columns(); d++) {
                error[row * values.columns() + d] *= factor;
            }
        }
        return error;
    }

    /** Largest sum of absolute terms among the scores that a query sees. */
    private double largestTerms(Tensor query, int row, int position, Tensor keys) {
        int head = row % spec.queryHeads();
        int kvHead = head / (spec.queryHeads() / spec.cache().kvHeads());
        double largest = 0;
        for (int j = 0; j < keys.batch(); j++) {
            if (!AttentionOracle.sees(spec.mask(), position, j)) {
                continue;
            }
            double terms = 0;
            for (int d = 0; d < query.columns(); d++) {
                terms += Math.abs(query.values()[row * query.columns() + d]
                        * keys.values()[(j * keys.rows() + kvHead) * keys.columns() + d]);
            }
            double slope = slopes == null ? 0 : Math.abs(slopes[head] * (j - position));
            largest = Math.max(largest, spec.scale() * terms + spec.softCap() + slope);
        }
        return largest;
    }
}
