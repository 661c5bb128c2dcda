package dev.octavo.backend.cpu;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.octavo.spi.Backend;
import dev.octavo.spi.CommandGraph;
import dev.octavo.spi.CommandQueue;
import dev.octavo.spi.DeviceBuffer;
import dev.octavo.spi.MemoryKind;
import dev.octavo.spi.OutOfDeviceMemoryException;
import dev.octavo.spi.op.KvCache;
import dev.octavo.spi.op.KvCacheSpec;
import dev.octavo.spi.op.KvLayout;
import dev.octavo.spi.op.WeightSource;
import dev.octavo.spi.op.WeightSpec;
import dev.octavo.spi.op.Weights;
import dev.octavo.tensor.DType;
import dev.octavo.tensor.WeightFormat;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import org.junit.jupiter.api.Test;

class CpuMemoryTest {

    @Test
    void buffersAreCountedAlignedAndGoneAfterClose() {
        try (Backend backend = Backends.withThreads(1)) {
            DeviceBuffer small = backend.memory().allocate(10, MemoryKind.DEVICE, "small");
            DeviceBuffer large = backend.memory().allocate(3 << 20, MemoryKind.STAGING, "large");
            assertThat(small.hostView().orElseThrow().address() % 64).isZero();
            assertThat(large.hostView().orElseThrow().address() % 4096).isZero();
            assertThat(backend.memory().stats().allocatedBytes()).isEqualTo(10 + (3 << 20));
            DeviceBuffer window = large.slice(64, 32);
            window.close();
            assertThat(window.hostView().orElseThrow().byteSize()).isEqualTo(32);
            assertThat(backend.memory().stats().openBuffers()).isEqualTo(2);
            small.close();
            small.close();
            large.close();
            assertThat(backend.memory().stats().openBuffers()).isZero();
            assertThat(backend.memory().stats().allocatedBytes()).isZero();
            assertThatThrownBy(window::hostView)
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("large");
        }
    }

    @Test
    void tooMuchIsRefusedWithFigures() {
        try (Backend backend = Backends.withThreads(1)) {
            assertThatThrownBy(() -> backend.memory().allocate(1L << 50, MemoryKind.DEVICE, "a moon"))
                    .isInstanceOfSatisfying(OutOfDeviceMemoryException.class, e -> {
                        assertThat(e.asked()).isEqualTo(1L << 50);
                        assertThat(e.free()).isPositive();
                        assertThat(e).hasMessageContaining("a moon");
                    });
            assertThat(backend.memory().stats().openBuffers()).isZero();
        }
    }

    @Test
    void hostMemoryIsImportedWithoutACopyUnlessItIsOnTheHeap() {
        try (Backend backend = Backends.withThreads(1);
                Arena shared = Arena.ofShared();
                Arena confined = Arena.ofConfined()) {
            MemorySegment host = shared.allocate(64, 64);
            try (DeviceBuffer buffer = backend.memory().importHost(host).orElseThrow()) {
                host.set(ValueLayout.JAVA_INT, 0, 42);
                assertThat(buffer.hostView().orElseThrow().get(ValueLayout.JAVA_INT, 0))
                        .isEqualTo(42);
                assertThat(backend.memory().stats().allocatedBytes()).isZero();
            }
            assertThat(host.get(ValueLayout.JAVA_INT, 0)).isEqualTo(42);
            assertThat(backend.memory().importHost(MemorySegment.ofArray(new int[4])))
                    .isEmpty();
            assertThat(backend.memory().importHost(confined.allocate(64))).isEmpty();
        }
    }

    @Test
    void weightsAndCachesGiveTheirMemoryBack() {
        try (Rig rig = new Rig(Backends.withThreads(1));
                Arena arena = Arena.ofShared()) {
            WeightSpec spec = new WeightSpec(8, 16, WeightFormat.dense(DType.F32));
            MemorySegment values = arena.allocate(4L * 8 * 16);
            Weights inPlace = rig.backend.gemm().load(spec, WeightSource.stable(8, values), rig.queue);
            assertThat(inPlace.byteSize()).isZero();
            MemorySegment heap = MemorySegment.ofArray(new float[8 * 16]);
            Weights copied = rig.backend.gemm().load(spec, WeightSource.stable(8, heap), rig.queue);
            assertThat(copied.byteSize()).isEqualTo(4 * 8 * 16);
            KvCacheSpec pool = new KvCacheSpec(new KvLayout(2, 8, 4, DType.F16), 3, 5);
            KvCache cache = rig.backend.kvCaches().create(pool);
            assertThat(rig.backend.memory().stats().allocatedBytes()).isEqualTo(copied.byteSize() + pool.byteSize());
            inPlace.close();
            copied.close();
            cache.close();
            cache.close();
            assertThat(rig.backend.memory().stats().openBuffers()).isZero();
        }
    }

    @Test
    void aClosedBackendRefusesEverything() {
        Backend backend = Backends.withThreads(2);
        CommandQueue queue = backend.newQueue();
        DeviceBuffer buffer = backend.memory().allocate(16, MemoryKind.DEVICE, "left open");
        CommandGraph graph =
                queue.capture(sink -> sink.fill(buffer, 0, 16, (byte) 1)).orElseThrow();
        backend.close();
        backend.close();
        assertThatThrownBy(buffer::hostView).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> queue.launch(graph)).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> queue.fill(buffer, 0, 1, (byte) 0)).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(backend::newQueue).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> backend.memory().allocate(1, MemoryKind.DEVICE, "late"))
                .isInstanceOf(IllegalStateException.class);
        queue.close();
    }
}
