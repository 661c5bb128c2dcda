package dev.octavo.backend.cpu;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.octavo.spi.Backend;
import dev.octavo.spi.BackendOptions;
import dev.octavo.spi.CommandQueue;
import dev.octavo.spi.DeviceBuffer;
import dev.octavo.spi.Fence;
import dev.octavo.spi.MemoryKind;
import dev.octavo.spi.op.CastSpec;
import dev.octavo.spi.op.ComputePrecision;
import dev.octavo.spi.op.GemmSpec;
import dev.octavo.spi.op.KvCacheSpec;
import dev.octavo.spi.op.KvLayout;
import dev.octavo.spi.op.WeightSpec;
import dev.octavo.tensor.DType;
import dev.octavo.tensor.WeightFormat;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class CpuClosedTest {

    @Test
    void aClosedBackendAndWhatItMadeAnswerNothing() {
        Backend backend = Backends.open(new BackendOptions(Map.of("threads", "1")));
        var memory = backend.memory();
        var gemm = backend.gemm();
        var caches = backend.kvCaches();
        var ops = backend.ops();
        DeviceBuffer buffer = memory.allocate(8, MemoryKind.DEVICE, "left open");
        CommandQueue queue = backend.newQueue();
        Fence fence = queue.signal();
        backend.close();
        backend.close();
        CastSpec cast = new CastSpec(4, DType.F32, DType.F16);
        WeightSpec weights = new WeightSpec(2, 2, WeightFormat.dense(DType.F32));
        GemmSpec product = new GemmSpec(weights, DType.F32, DType.F32, 1, ComputePrecision.STRICT, List.of());
        KvCacheSpec pool = new KvCacheSpec(new KvLayout(1, 64, 16, DType.F16), 1, 1);
        for (Runnable call : List.<Runnable>of(
                backend::device,
                backend::capabilities,
                backend::memory,
                backend::newQueue,
                backend::gemm,
                backend::attention,
                backend::kvCaches,
                backend::ops,
                memory::stats,
                buffer::hostView,
                queue::signal,
                queue::await,
                fence::isDone,
                () -> queue.fill(buffer, 0, 8, (byte) 0),
                () -> memory.allocate(1, MemoryKind.DEVICE, "late"),
                () -> gemm.support(product),
                () -> gemm.prepare(product),
                () -> caches.create(pool),
                () -> ops.support(cast))) {
            assertThatThrownBy(call::run).isInstanceOf(IllegalStateException.class);
        }
        buffer.close();
        queue.close();
    }
}
