package dev.octavo.runtime.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.octavo.spi.InternalException;
import dev.octavo.spi.UnsupportedSpecException;
import dev.octavo.spi.UserException;
import dev.octavo.tensor.DType;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class DummyCheckpointTest {

    @ParameterizedTest
    @EnumSource(names = {"F32", "F16", "BF16"})
    void dependsOnSeedNameAndShapeAlone(DType dtype) {
        try (DummyCheckpoint one = new DummyCheckpoint(dtype, 1);
                DummyCheckpoint same = new DummyCheckpoint(dtype, 1);
                DummyCheckpoint other = new DummyCheckpoint(dtype, 2)) {
            HostTensor tensor = one.require("a.weight", 100, 30);
            same.require("b.weight", 5);
            assertThat(tensor.data().mismatch(same.require("a.weight", 100, 30).data()))
                    .isEqualTo(-1);
            assertThat(tensor.data().mismatch(other.require("a.weight", 100, 30).data()))
                    .isNotEqualTo(-1);
            assertThat(tensor.data().mismatch(one.require("b.weight", 100, 30).data()))
                    .isNotEqualTo(-1);
            assertThat(one.require("a.weight", 100, 30).data()).isEqualTo(tensor.data());
            assertThat(one.names()).containsExactlyInAnyOrder("a.weight", "b.weight");
            assertThat(one.byteSize()).isEqualTo(6000L * dtype.bytes());
            assertThat(one.find("c.weight")).isEmpty();
        }
    }

    @Test
    void spreadsWeightsAndKeepsNorms() {
        try (DummyCheckpoint dummy = new DummyCheckpoint(DType.F32, 0)) {
            double sum = 0;
            double squares = 0;
            int count = 200 * 300;
            for (float value :
                    DTypeConversion.toFloats(dummy.require("x.weight", 200, 300).data(), DType.F32, 0, count)) {
                assertThat(Math.abs(value)).isLessThanOrEqualTo(0.1f);
                sum += value;
                squares += value * value;
            }
            assertThat(sum / count).isBetween(-0.001, 0.001);
            // A row's sum of squares is 1, so that a product keeps the size of its input.
            assertThat(squares / 200).isBetween(0.98, 1.02);
            for (String norm : new String[] {"model.norm.weight", "h.0.ln_1.weight", "q_norm.weight"}) {
                assertThat(DTypeConversion.toFloats(dummy.require(norm, 5).data(), DType.F32, 0, 5))
                        .containsOnly(1);
            }
            for (float value :
                    DTypeConversion.toFloats(dummy.require("x.bias", 50).data(), DType.F32, 0, 50)) {
                assertThat(Math.abs(value)).isLessThanOrEqualTo(0.001f);
            }
        }
    }

    @Test
    void rowsOfLargeTensorsDiffer() {
        int width = 4096;
        int rows = 3000;
        try (DummyCheckpoint dummy = new DummyCheckpoint(DType.BF16, 3)) {
            HostTensor tensor = dummy.require("embed.weight", rows, width);
            Set<Long> starts = new HashSet<>();
            for (int row = 0; row < rows; row++) {
                long start = 0;
                for (float value : DTypeConversion.toFloats(tensor.data(), DType.BF16, (long) row * width, 8)) {
                    start = start * 1_000_003 + Float.floatToIntBits(value);
                }
                starts.add(start);
            }
            assertThat(starts).hasSize(rows);
            float last = DTypeConversion.toFloats(tensor.data(), DType.BF16, (long) rows * width - 1, 1)[0];
            assertThat(last).isNotZero();
        }
    }

    @Test
    void fillsQuickly() {
        long start = System.nanoTime();
        try (DummyCheckpoint dummy = new DummyCheckpoint(DType.BF16, 3)) {
            assertThat(dummy.require("big.weight", 128, 1 << 20).data().byteSize())
                    .isEqualTo(256L << 20);
        }
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofMinutes(1));
    }

    @Test
    void refusesOtherTypesShapesAndShapelessRequests() {
        assertThatThrownBy(() -> new DummyCheckpoint(DType.I8, 0)).isInstanceOf(UnsupportedSpecException.class);
        try (DummyCheckpoint dummy = new DummyCheckpoint(DType.F32, 0)) {
            assertThatThrownBy(() -> dummy.require("a")).isInstanceOf(InternalException.class);
            dummy.require("a", 2, 3);
            assertThat(dummy.require("a").shape()).containsExactly(2L, 3L);
            assertThatThrownBy(() -> dummy.require("a", 3, 2)).isInstanceOf(UserException.class);
            assertThatThrownBy(() -> dummy.require("b", -1)).isInstanceOf(InternalException.class);
        }
    }
}
