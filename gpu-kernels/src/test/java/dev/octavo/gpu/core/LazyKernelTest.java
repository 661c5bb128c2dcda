package dev.octavo.gpu.core;

import static org.assertj.core.api.Assertions.assertThat;

import dev.octavo.gpu.driver.GpuKernel;
import dev.octavo.gpu.driver.KernelKey;
import dev.octavo.gpu.gemm.GpuGemm;
import dev.octavo.gpu.testing.FakeDriver;
import dev.octavo.spi.op.ComputePrecision;
import dev.octavo.spi.op.GemmSpec;
import dev.octavo.spi.op.WeightSpec;
import dev.octavo.tensor.DType;
import dev.octavo.tensor.WeightFormat;
import java.util.List;
import org.junit.jupiter.api.Test;

class LazyKernelTest {

    private final FakeDriver driver = new FakeDriver(1L << 32);
    private final GpuCore core = new GpuCore("test", driver);

    @Test
    void isBuiltOnceAndWhenItIsNeeded() {
        KernelKey key = KernelKey.of("source", "entry", "A", 1);
        LazyKernel kernel = core.kernel(key);
        assertThat(driver.built).isEmpty();
        GpuKernel first = kernel.get();
        assertThat(kernel.get()).isSameAs(first);
        assertThat(driver.built).containsExactly(key);
    }

    @Test
    void planningBuildsNothing() {
        GpuGemm gemm = new GpuGemm(core);
        for (DType type : List.of(DType.F32, DType.F16, DType.BF16)) {
            WeightSpec weights = new WeightSpec(64, 64, WeightFormat.dense(type));
            gemm.prepare(new GemmSpec(weights, DType.F32, DType.F32, 512, ComputePrecision.STRICT, List.of()))
                    .close();
        }
        assertThat(driver.built).isEmpty();
    }
}
