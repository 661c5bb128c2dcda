package dev.octavo.gpu.core;

import static org.assertj.core.api.Assertions.assertThat;

import dev.octavo.gpu.driver.GpuDriver;
import dev.octavo.gpu.driver.GpuKernel;
import dev.octavo.gpu.driver.GpuStream;
import dev.octavo.gpu.driver.GpuTraits;
import dev.octavo.gpu.driver.KernelKey;
import dev.octavo.gpu.driver.NativeBuffer;
import dev.octavo.gpu.gemm.GpuGemm;
import dev.octavo.spi.MemoryKind;
import dev.octavo.spi.op.ComputePrecision;
import dev.octavo.spi.op.GemmSpec;
import dev.octavo.spi.op.WeightSpec;
import dev.octavo.tensor.DType;
import dev.octavo.tensor.WeightFormat;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class LazyKernelTest {

    /** Counts what is built. */
    private static final class Builder implements GpuDriver {

        final List<KernelKey> built = new ArrayList<>();

        @Override
        public GpuTraits traits() {
            return new GpuTraits(2, 256, 1 << 15, 1, true, false, 1L << 32, 64, false, true);
        }

        @Override
        public long totalBytes() {
            return 1L << 32;
        }

        @Override
        public long freeBytes() {
            return 1L << 32;
        }

        @Override
        public NativeBuffer allocate(long bytes, MemoryKind kind, String label) {
            throw new UnsupportedOperationException("no memory here");
        }

        @Override
        public GpuStream newStream() {
            throw new UnsupportedOperationException("no streams here");
        }

        @Override
        public GpuKernel kernel(KernelKey key) {
            built.add(key);
            return new GpuKernel() {
                @Override
                public KernelKey key() {
                    return key;
                }

                @Override
                public int maxGroupSize() {
                    return 1;
                }
            };
        }

        @Override
        public void close() {}
    }

    private final Builder driver = new Builder();
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
