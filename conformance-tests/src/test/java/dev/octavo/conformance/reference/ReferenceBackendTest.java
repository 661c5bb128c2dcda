package dev.octavo.conformance.reference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.octavo.spi.Backend;
import dev.octavo.spi.BackendOptions;
import dev.octavo.spi.BackendProvider;
import dev.octavo.spi.CommandGraph;
import dev.octavo.spi.CommandQueue;
import dev.octavo.spi.DeviceBuffer;
import dev.octavo.spi.MemoryKind;
import dev.octavo.spi.OutOfDeviceMemoryException;
import dev.octavo.spi.Probe;
import dev.octavo.spi.TensorRef;
import dev.octavo.spi.UnsupportedSpecException;
import dev.octavo.spi.UserException;
import dev.octavo.spi.op.CastSpec;
import dev.octavo.spi.op.ComputePrecision;
import dev.octavo.spi.op.Epilogue;
import dev.octavo.spi.op.GemmArgs;
import dev.octavo.spi.op.GemmSpec;
import dev.octavo.spi.op.WeightSource;
import dev.octavo.spi.op.WeightSpec;
import dev.octavo.tensor.BlockType;
import dev.octavo.tensor.DType;
import dev.octavo.tensor.WeightFormat;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.ServiceLoader;
import org.junit.jupiter.api.Test;

class ReferenceBackendTest {

    private static final WeightSpec WEIGHTS = new WeightSpec(2, 3, WeightFormat.dense(DType.F32));

    @Test
    void isFoundAsAServiceAndProbes() {
        BackendProvider provider = ServiceLoader.load(BackendProvider.class).stream()
                .map(ServiceLoader.Provider::get)
                .filter(p -> p.id().equals("reference"))
                .findFirst()
                .orElseThrow();
        assertThat(provider.probe()).isInstanceOf(Probe.Available.class);
        assertThat(provider.requires()).isEqualTo(dev.octavo.spi.SpiVersion.current());
    }

    @Test
    void keepsToItsMemoryLimit() {
        try (Backend backend = open(1000)) {
            DeviceBuffer buffer = backend.memory().allocate(600, MemoryKind.DEVICE, "first");
            assertThat(backend.memory().stats().allocatedBytes()).isEqualTo(600);
            assertThatThrownBy(() -> backend.memory().allocate(401, MemoryKind.DEVICE, "second"))
                    .isInstanceOf(OutOfDeviceMemoryException.class)
                    .hasMessageContaining("second needs 401 bytes, 400 bytes are free");
            buffer.close();
            buffer.close();
            assertThat(backend.memory().stats().freeBytes()).isEqualTo(1000);
            assertThat(backend.memory().stats().openBuffers()).isZero();
        }
    }

    @Test
    void refusesAMemoryLimitThatIsNoNumber() {
        BackendOptions options = new BackendOptions(Map.of("memory-bytes", "lots"));
        ReferenceProvider provider = new ReferenceProvider();
        Probe.Available probe = (Probe.Available) provider.probe();
        assertThatThrownBy(() -> provider.open(probe.devices().get(0), options))
                .isInstanceOf(UserException.class)
                .hasMessageContaining("memory-bytes=lots");
    }

    @Test
    void multipliesAtOnceAndInAGraph() {
        try (Backend backend = open(1 << 20)) {
            CommandQueue queue = backend.newQueue();
            DeviceBuffer a = backend.memory().allocate(12, MemoryKind.DEVICE, "a");
            DeviceBuffer bias = backend.memory().allocate(8, MemoryKind.DEVICE, "bias");
            DeviceBuffer out = backend.memory().allocate(8, MemoryKind.DEVICE, "out");
            queue.upload(floats(1, 2, 3), a, 0);
            queue.upload(floats(100, 200), bias, 0);
            var weights = backend.gemm().load(WEIGHTS, WeightSource.stable(2, floats(1, 1, 1, 2, 0, -1)), queue);
            var plan = backend.gemm().prepare(spec(List.of(new Epilogue.Bias())));
            GemmArgs args = new GemmArgs(
                    TensorRef.matrix(a, DType.F32, 1, 3),
                    weights,
                    TensorRef.matrix(out, DType.F32, 1, 2),
                    List.of(TensorRef.vector(bias, DType.F32, 2)),
                    Optional.empty());
            plan.enqueue(queue, args, null);
            assertThat(view(out)).containsExactly(106, 199);

            CommandGraph graph =
                    queue.capture(sink -> plan.enqueue(sink, args, null)).orElseThrow();
            queue.upload(floats(0, 0, 1), a, 0);
            assertThat(view(out)).containsExactly(106, 199);
            queue.launch(graph);
            assertThat(view(out)).containsExactly(101, 199);

            a.close();
            assertThatThrownBy(() -> queue.launch(graph))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("buffer a is closed");
        }
    }

    @Test
    void refusesWrongArgumentsWithBothValues() {
        try (Backend backend = open(1 << 20);
                Backend other = open(1 << 20)) {
            CommandQueue queue = backend.newQueue();
            DeviceBuffer own = backend.memory().allocate(64, MemoryKind.DEVICE, "own");
            DeviceBuffer foreign = other.memory().allocate(64, MemoryKind.DEVICE, "foreign");
            var weights = backend.gemm().load(WEIGHTS, WeightSource.stable(2, floats(1, 1, 1, 2, 0, -1)), queue);
            var plan = backend.gemm().prepare(spec(List.of()));
            TensorRef out = TensorRef.matrix(own, DType.F32, 1, 2);
            assertThatThrownBy(() -> plan.enqueue(
                            queue, new GemmArgs(TensorRef.matrix(own, DType.F16, 1, 3), weights, out), null))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("a must be F32 but is F16");
            assertThatThrownBy(() -> plan.enqueue(
                            queue, new GemmArgs(TensorRef.matrix(own, DType.F32, 1, 4), weights, out), null))
                    .hasMessageContaining("a must be [1, 1, 3] but is [1, 1, 4]");
            assertThatThrownBy(() -> plan.enqueue(
                            queue, new GemmArgs(TensorRef.matrix(foreign, DType.F32, 1, 3), weights, out), null))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("belongs to another backend");
        }
    }

    @Test
    void refusesBlocksThatDoNotFitAlikeEverywhere() {
        try (Backend backend = open(1 << 20)) {
            WeightSpec weights = new WeightSpec(2, 255, new WeightFormat.Blocked(BlockType.Q4_K));
            GemmSpec spec = new GemmSpec(weights, DType.F32, DType.F32, 1, ComputePrecision.STRICT, List.of());
            assertThat(backend.gemm().support(spec).isSupported()).isFalse();
            assertThatThrownBy(() -> backend.gemm().prepare(spec))
                    .isInstanceOf(UnsupportedSpecException.class)
                    .hasMessageContaining("no multiple of 256");
        }
    }

    @Test
    void closesEverythingWithTheBackend() {
        Backend backend = open(1 << 20);
        DeviceBuffer buffer = backend.memory().allocate(8, MemoryKind.STAGING, "left open");
        CommandQueue queue = backend.newQueue();
        backend.close();
        backend.close();
        assertThatThrownBy(buffer::hostView).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> queue.fill(buffer, 0, 8, (byte) 0)).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(backend::memory).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void importsHostMemoryWithoutACopyAndReadOnly() {
        try (Backend backend = open(1 << 20)) {
            MemorySegment host = floats(1, 2);
            DeviceBuffer imported = backend.memory().importHost(host).orElseThrow();
            host.set(ValueLayout.JAVA_FLOAT, 4, 7);
            assertThat(view(imported)).containsExactly(1, 7);
            assertThatThrownBy(() -> backend.newQueue().fill(imported, 0, 8, (byte) 0))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("read-only");
        }
    }

    private static GemmSpec spec(List<Epilogue> epilogue) {
        return new GemmSpec(WEIGHTS, DType.F32, DType.F32, 4, ComputePrecision.STRICT, epilogue);
    }

    private static Backend open(long bytes) {
        ReferenceProvider provider = new ReferenceProvider();
        Probe.Available probe = (Probe.Available) provider.probe();
        return provider.open(probe.devices().get(0), new BackendOptions(Map.of("memory-bytes", Long.toString(bytes))));
    }

    private static MemorySegment floats(float... values) {
        return MemorySegment.ofArray(values);
    }

    private static float[] view(DeviceBuffer buffer) {
        return buffer.hostView().orElseThrow().toArray(ValueLayout.JAVA_FLOAT);
    }

    @Test
    void answersNothingWhenClosed() {
        Backend backend = open(1 << 20);
        var memory = backend.memory();
        var gemm = backend.gemm();
        var ops = backend.ops();
        var fence = backend.newQueue().signal();
        backend.close();
        backend.close();
        var cast = new CastSpec(4, DType.F32, DType.F16);
        var weights = new WeightSpec(2, 2, WeightFormat.dense(DType.F32));
        var product = new GemmSpec(weights, DType.F32, DType.F32, 1, ComputePrecision.STRICT, List.of());
        for (Runnable call : List.<Runnable>of(
                backend::device,
                backend::capabilities,
                backend::memory,
                backend::newQueue,
                backend::kvCaches,
                backend::attention,
                memory::stats,
                fence::isDone,
                () -> memory.allocate(1, MemoryKind.DEVICE, "late"),
                () -> gemm.support(product),
                () -> ops.support(cast),
                () -> ops.prepare(cast))) {
            assertThatThrownBy(call::run).isInstanceOf(IllegalStateException.class);
        }
    }
}
