package dev.octavo.conformance.oracle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.octavo.spi.op.ActivationFunction;
import dev.octavo.spi.op.AttentionMask;
import dev.octavo.spi.op.AttentionSpec;
import dev.octavo.spi.op.ExpertRouteSpec;
import dev.octavo.spi.op.KvLayout;
import dev.octavo.spi.op.LayerNormSpec;
import dev.octavo.spi.op.RmsNormSpec;
import dev.octavo.spi.op.RopeSpec;
import dev.octavo.spi.op.SelectSpec;
import dev.octavo.spi.op.SoftmaxSpec;
import dev.octavo.tensor.DType;
import java.util.List;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

/** The oracle against numbers worked out by hand or taken from tables. */
class OracleTest {

    private static final Offset<Double> CLOSE = within(1e-14);

    @Test
    void knowsTheNormalDistribution() {
        // Values from Abramowitz and Stegun, table 26.1, and of erfc for the tail.
        assertThat(Functions.normalDistribution(0)).isEqualTo(0.5, CLOSE);
        assertThat(Functions.normalDistribution(1)).isEqualTo(0.841344746068543, CLOSE);
        assertThat(Functions.normalDistribution(-2)).isEqualTo(0.0227501319481792, CLOSE);
        assertThat(Functions.normalDistribution(5)).isEqualTo(1 - 2.866515718791946e-7, CLOSE);
        assertThat(Functions.normalDistribution(-6) / 9.865876450376946e-10).isEqualTo(1, within(1e-12));
    }

    @Test
    void knowsActivations() {
        assertThat(Functions.apply(ActivationFunction.SILU, 1)).isEqualTo(0.731058578630005, CLOSE);
        assertThat(Functions.apply(ActivationFunction.GELU, -1)).isEqualTo(-0.158655253931457, CLOSE);
        assertThat(Functions.apply(ActivationFunction.GELU_TANH, 1)).isEqualTo(0.841191990607477, within(1e-12));
        assertThat(Functions.apply(ActivationFunction.GELU_QUICK, 1)).isEqualTo(1 / (1 + Math.exp(-1.702)), CLOSE);
        assertThat(Functions.apply(ActivationFunction.RELU_SQUARED, 3)).isEqualTo(9);
        assertThat(Functions.apply(ActivationFunction.RELU_SQUARED, -3)).isZero();
        assertThat(Functions.softCap(1e9, 30)).isEqualTo(30);
    }

    @Test
    void attendsToSeenKeysOfTheRightHead() {
        KvLayout layout = new KvLayout(2, 1, 4, DType.F32);
        // Two queries with four heads over three tokens; scores are 0, so what is seen is averaged.
        Tensor query = new Tensor(2, 4, 1, new double[8]);
        Tensor keys = new Tensor(3, 2, 1, new double[6]);
        Tensor values = new Tensor(3, 2, 1, new double[] {1, 10, 3, 30, 8, 80});
        AttentionOracle causal = new AttentionOracle(spec(layout, new AttentionMask.Causal()), null, null);
        assertThat(causal.run(query, keys, values).values()).containsExactly(2, 2, 20, 20, 4, 4, 40, 40);
        AttentionOracle window = new AttentionOracle(spec(layout, new AttentionMask.Causal(2)), null, null);
        assertThat(window.run(query, keys, values).values()).containsExactly(2, 2, 20, 20, 5.5, 5.5, 55, 55);
        AttentionOracle both = new AttentionOracle(spec(layout, new AttentionMask.Bidirectional()), null, null);
        assertThat(both.run(query, keys, values).values()).containsExactly(4, 4, 40, 40, 4, 4, 40, 40);
    }

    @Test
    void sinksAndSlopesTakePart() {
        KvLayout layout = new KvLayout(1, 1, 4, DType.F32);
        Tensor query = new Tensor(1, 1, 1, new double[1]);
        Tensor keys = new Tensor(2, 1, 1, new double[2]);
        Tensor values = new Tensor(2, 1, 1, new double[] {3, 6});
        AttentionSpec spec =
                new AttentionSpec(1, layout, new AttentionMask.Causal(), 1, 0, true, true, DType.F32, DType.F32, 1, 1);
        // Weights: sink e^0 = 1, first key e^-ln2 = 1/2, second key e^0 = 1.
        AttentionOracle oracle = new AttentionOracle(spec, new double[] {0}, new double[] {Math.log(2)});
        assertThat(oracle.run(query, keys, values).values()[0]).isEqualTo((1.5 + 6) / 2.5, CLOSE);
    }

    private static AttentionSpec spec(KvLayout layout, AttentionMask mask) {
        return new AttentionSpec(4, layout, mask, 1, 0, false, false, DType.F32, DType.F32, 2, 1);
    }

    @Test
    void quantisesRows() {
        double[] row = {9, 1, -2, 0.25, Double.NaN, 9};
        assertThat(RowOracle.largest(row, 1, 4)).isEqualTo(2);
        assertThat(RowOracle.scale(254)).isEqualTo(2);
        assertThat(RowOracle.quotient(1, 2)).isEqualTo(63.5);
        assertThat(RowOracle.quotient(Double.NaN, 2)).isZero();
        assertThat(RowOracle.integer(3, 2)).as("a tie goes to the even side").isEqualTo(2);
        assertThat(RowOracle.integer(-5, 2)).isEqualTo(-2);
        assertThat(RowOracle.largest(new double[] {0x1p-101}, 0, 1)).isZero();
        assertThat(RowOracle.largest(new double[] {-0x1p-100}, 0, 1)).isEqualTo(0x1p-100);
        assertThat(RowOracle.quotient(1, 0)).isZero();
        double infinite = RowOracle.largest(new double[] {1, Double.NEGATIVE_INFINITY}, 0, 2);
        assertThat(infinite).isEqualTo(Float.MAX_VALUE);
        assertThat(RowOracle.quotient(Double.NEGATIVE_INFINITY, infinite)).isEqualTo(-127);
    }

    @Test
    void normalises() {
        Tensor x = Tensor.matrix(1, 2, new double[] {3, 4});
        Tensor weight = Tensor.matrix(1, 2, new double[] {1, 2});
        RmsNormSpec rms = new RmsNormSpec(2, 0, 1, false, DType.F32, DType.F32, DType.F32);
        double root = Math.sqrt(12.5);
        assertThat(NormOracle.rms(rms, x, weight).values()).containsExactly(new double[] {6 / root, 12 / root}, CLOSE);
        LayerNormSpec layer = new LayerNormSpec(2, 0, true, true, false, DType.F32, DType.F32, DType.F32);
        assertThat(NormOracle.layer(layer, x, weight, weight).values()).containsExactly(0, 4);
    }

    @Test
    void rotatesBothPairings() {
        Tensor x = new Tensor(1, 1, 4, new double[] {1, 2, 3, 4});
        Tensor cos = Tensor.matrix(1, 2, new double[] {0, 1});
        Tensor sin = Tensor.matrix(1, 2, new double[] {1, 0});
        RopeSpec halves = new RopeSpec(4, 4, RopeSpec.Pairing.HALVES, DType.F32);
        assertThat(RopeOracle.run(halves, x, new int[] {0}, cos, sin).values()).containsExactly(-3, 2, 1, 4);
        RopeSpec neighbours = new RopeSpec(4, 4, RopeSpec.Pairing.NEIGHBOURS, DType.F32);
        assertThat(RopeOracle.run(neighbours, x, new int[] {0}, cos, sin).values())
                .containsExactly(-2, 1, 3, 4);
    }

    @Test
    void softmaxOfNothingIsNothing() {
        double none = Double.NEGATIVE_INFINITY;
        Tensor x = Tensor.matrix(2, 2, new double[] {0, none, none, none});
        SoftmaxSpec spec = new SoftmaxSpec(2, false, 1, DType.F32);
        assertThat(SoftmaxOracle.run(spec, x).values()).containsExactly(1, 0, 0, 0);
    }

    @Test
    void selectsTheLowestIndexAmongEquals() {
        Tensor x = Tensor.matrix(1, 5, new double[] {1, 7, 3, 7, 3});
        SelectSpec top = new SelectSpec(SelectSpec.Method.TOP_K, 5, 4, DType.F32);
        List<Tensor> picked = SelectOracle.run(top, x, new double[0]);
        assertThat(picked.get(0).values()).containsExactly(1, 3, 2, 4);
        assertThat(picked.get(1).values()).containsExactly(7, 7, 3, 3);
        SelectSpec sample = new SelectSpec(SelectSpec.Method.SAMPLE, 5, 1, DType.F32);
        assertThat(SelectOracle.run(sample, x, new double[] {8.0 / 21}).get(0).values())
                .containsExactly(2);
    }

    @Test
    void routesWithinTheBestGroups() {
        ExpertRouteSpec spec =
                new ExpertRouteSpec(4, 2, ExpertRouteSpec.Scoring.SIGMOID, true, 2, 2, 1, true, DType.F32);
        // By score expert 3 is best, but the bias lifts the first group.
        Tensor logits = Tensor.matrix(2, 4, new double[] {0, 0, -9, 1, 0, -9, -9, 1});
        List<Tensor> routed = new RouteOracle(spec).run(logits, new double[] {1, 1, 0, 0});
        assertThat(routed.get(0).values()).containsExactly(0, 1, 0, 1);
        assertThat(routed.get(1).values()[0]).isEqualTo(1, CLOSE);
        assertThat(routed.get(2).values()).containsExactly(0, 2, 4, 4, 4);
        assertThat(routed.get(3).values()).containsExactly(0, 2, 1, 3);
    }
}
