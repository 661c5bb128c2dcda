package dev.octavo.conformance.check;

import static org.assertj.core.api.Assertions.assertThat;

import dev.octavo.conformance.oracle.NumberFormat;
import dev.octavo.tensor.DType;
import org.junit.jupiter.api.Test;

class JudgeTest {

    private static final NumberFormat HALF = NumberFormat.of(DType.F16);

    @Test
    void theEdgeOfANumberLiesHalfwayToItsNeighbour() {
        assertThat(Judge.edge(HALF, 1024, 1026)).isEqualTo(1024.5);
        assertThat(Judge.edge(HALF, -1024, -1026)).isEqualTo(-1024.5);
    }

    @Test
    void infinityBeginsHalfAStepBehindTheLargestNumber() {
        double infinity = Double.POSITIVE_INFINITY;
        assertThat(Judge.edge(HALF, infinity, 65504)).isEqualTo(65520);
        assertThat(Judge.edge(HALF, -infinity, -65504)).isEqualTo(-65520);
        assertThat(Judge.edge(HALF, 65504, infinity)).isEqualTo(65520);
        assertThat(Judge.edge(HALF, -65504, -infinity)).isEqualTo(-65520);
    }
}
