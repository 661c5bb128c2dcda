package dev.octavo.benchmarks.micro;

import dev.octavo.runtime.discovery.BackendCatalog;
import dev.octavo.runtime.discovery.BackendSearch;
import dev.octavo.runtime.discovery.FoundBackend;
import dev.octavo.spi.Backend;
import dev.octavo.spi.BackendOptions;
import dev.octavo.spi.CommandQueue;
import dev.octavo.spi.DeviceBuffer;
import dev.octavo.spi.MemoryKind;
import dev.octavo.spi.TensorRef;
import dev.octavo.tensor.DType;
import dev.octavo.tensor.Layout;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Map;
import java.util.Random;

/** The open CPU backend, and short ways to make tensors. */
record CpuDevice(Backend backend, CommandQueue queue) {

    static CpuDevice open(String kernels, String threads) {
        FoundBackend.State state = BackendCatalog.discover(BackendSearch.standard())
                .find("cpu")
                .orElseThrow()
                .state();
        FoundBackend.State.Ready ready = (FoundBackend.State.Ready) state;
        Backend backend = ready.provider()
                .open(ready.devices().getFirst(), new BackendOptions(Map.of("kernels", kernels, "threads", threads)));
        return new CpuDevice(backend, backend.newQueue());
    }

    /** Random bf16 numbers in (-1, 1). */
    TensorRef random(Layout layout, long seed) {
        Random random = new Random(seed);
        long count = layout.elements();
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment values = arena.allocate(2 * count, 64);
            for (long i = 0; i < count; i++) {
                int bits = Float.floatToRawIntBits(2 * random.nextFloat() - 1);
                values.setAtIndex(ValueLayout.JAVA_SHORT, i, (short) (bits >>> 16));
            }
            return uploaded(values, DType.BF16, layout);
        }
    }

    TensorRef ints(Layout layout, int... numbers) {
        try (Arena arena = Arena.ofConfined()) {
            return uploaded(arena.allocateFrom(ValueLayout.JAVA_INT, numbers), DType.I32, layout);
        }
    }

    private TensorRef uploaded(MemorySegment values, DType type, Layout layout) {
        DeviceBuffer buffer = backend.memory().allocate(values.byteSize(), MemoryKind.DEVICE, "benchmark");
        queue.upload(values, buffer, 0);
        queue.await();
        return new TensorRef(buffer, 0, type, layout);
    }
}
