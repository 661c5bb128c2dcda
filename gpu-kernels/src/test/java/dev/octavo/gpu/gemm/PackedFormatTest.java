package dev.octavo.gpu.gemm;

import static org.assertj.core.api.Assertions.assertThat;

import dev.octavo.gpu.driver.KernelKey;
import dev.octavo.spi.op.WeightSpec;
import dev.octavo.tensor.BlockType;
import dev.octavo.tensor.DType;
import dev.octavo.tensor.WeightFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class PackedFormatTest {

    private static final int K = 2048;

    @ParameterizedTest
    @EnumSource(BlockType.class)
    void blocksTakeHardlyMoreThanInTheirFile(BlockType type) {
        long file = PackedFormat.PANEL * (long) K / type.weights() * type.bytes();
        long panel = PackedFormat.of(new WeightSpec(1, K, new WeightFormat.Blocked(type)))
                .panelBytes(K);
        assertThat(panel).isBetween(file, file + file / 25);
    }

    @ParameterizedTest
    @EnumSource(value = DType.class, names = "[FB].*", mode = EnumSource.Mode.MATCH_ALL)
    void denseRowsArePaddedToChunks(DType type) {
        PackedFormat format = PackedFormat.of(new WeightSpec(1, 33, WeightFormat.dense(type)));
        assertThat(format.panelBytes(33)).isEqualTo(64L * PackedFormat.PANEL * type.bytes());
    }

    @Test
    void scalesApartAreCountedForEachGroup() {
        PackedFormat format = PackedFormat.of(new WeightSpec(1, 100, new WeightFormat.Grouped(4, 32, true, DType.F16)));
        long codes = 128 / 2 * PackedFormat.PANEL;
        assertThat(format.panelBytes(100)).isEqualTo(codes + 4 * (2 + 1) * PackedFormat.PANEL);
    }

    /** A driver takes a second and more for a kernel: what differs in types of scales and zero points alone shares one on processors. */
    @Test
    void processorsHaveOneKernelForAllScales() {
        KernelKey key = key(new WeightFormat.Grouped(4, 32, true, DType.F16));
        assertThat(key(new WeightFormat.Grouped(4, 128, false, DType.F32))).isEqualTo(key);
        assertThat(key(new WeightFormat.Grouped(4, 0, true, DType.BF16))).isEqualTo(key);
        assertThat(key(new WeightFormat.Grouped(4, 16, true, DType.F16))).isNotEqualTo(key);
        assertThat(key(new WeightFormat.Grouped(8, 32, true, DType.F16))).isNotEqualTo(key);
    }

    private static KernelKey key(WeightFormat format) {
        return PackedFormat.of(new WeightSpec(1, 256, format)).plainKey("gemm_vector", "gemm_rows1");
    }

    @Test
    void oneScaleForARowIsOneGroup() {
        PackedFormat format = PackedFormat.of(new WeightSpec(1, 65, new WeightFormat.Grouped(8, 0, false, DType.F32)));
        assertThat(format.groupSize(65)).isEqualTo(96);
        assertThat(format.panelBytes(65)).isEqualTo((96 + 4) * PackedFormat.PANEL);
    }
}
