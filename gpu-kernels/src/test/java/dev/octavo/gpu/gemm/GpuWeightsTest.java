package dev.octavo.gpu.gemm;

import static org.assertj.core.api.Assertions.assertThat;

import dev.octavo.gpu.core.GpuCore;
import dev.octavo.gpu.testing.FakeDriver;
import dev.octavo.spi.BackendOptions;
import dev.octavo.spi.op.WeightSpec;
import dev.octavo.tensor.DType;
import dev.octavo.tensor.WeightFormat;
import org.junit.jupiter.api.Test;

class GpuWeightsTest {

    private static final int K = 64;
    private static final long PANEL = 2L * K * PackedFormat.PANEL;

    /** Eight panels for each of four experts, in two halves. */
    private static FakeDriver load(long maxAllocation) {
        FakeDriver driver = new FakeDriver(maxAllocation);
        WeightSpec spec = new WeightSpec(8 * PackedFormat.PANEL, K, WeightFormat.dense(DType.F16), 4);
        GpuWeights weights = new GpuWeights(new GpuCore("test", driver, BackendOptions.none()), spec);
        assertThat(weights.byteSize()).isEqualTo(32 * PANEL);
        assertThat(driver.allocated).allMatch(bytes -> bytes <= maxAllocation);
        return driver;
    }

    @Test
    void areOneAllocationWhereTheDeviceAllowsIt() {
        assertThat(load(32 * PANEL).allocated).containsExactly(32 * PANEL);
    }

    @Test
    void areSplitBetweenExpertsAndThenBetweenColumns() {
        assertThat(load(24 * PANEL).allocated).containsExactly(24 * PANEL, 8 * PANEL);
        assertThat(load(6 * PANEL).allocated).hasSize(8).contains(6 * PANEL, 2 * PANEL);
    }
}
