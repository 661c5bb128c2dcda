package dev.octavo.conformance.check;

import static dev.octavo.conformance.check.MemoryCase.require;
import static dev.octavo.conformance.check.MemoryCase.requireThrows;

import dev.octavo.spi.Backend;
import dev.octavo.spi.CommandGraph;
import dev.octavo.spi.CommandQueue;
import dev.octavo.spi.DeviceBuffer;
import dev.octavo.spi.Fence;
import dev.octavo.spi.MemoryKind;
import dev.octavo.spi.OutOfDeviceMemoryException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.time.Duration;
import java.util.Arrays;
import java.util.stream.Stream;

/** Buffers, transfers, fences, graphs and what closing does. */
final class MemoryCases {

    private MemoryCases() {}

    static Stream<ConformanceCase> all() {
        return Stream.of(
                new MemoryCase("memory[statistics]", MemoryCases::statistics),
                new MemoryCase("memory[too much]", MemoryCases::tooMuch),
                new MemoryCase("memory[transfers]", MemoryCases::transfers),
                new MemoryCase("memory[slices]", MemoryCases::slices),
                new MemoryCase("memory[closed buffer]", MemoryCases::closedBuffer),
                new MemoryCase("memory[import]", MemoryCases::imports),
                new MemoryCase("queue[two queues and a fence]", MemoryCases::fences),
                new MemoryCase("queue[upload is read again by each launch]", MemoryCases::capturedUpload),
                new MemoryCase("queue[closed]", MemoryCases::closedQueue));
    }

    private static void statistics(Backend backend) {
        var memory = backend.memory();
        long before = memory.stats().allocatedBytes();
        int buffers = memory.stats().openBuffers();
        DeviceBuffer buffer = memory.allocate(1000, MemoryKind.DEVICE, "conformance statistics");
        require(buffer.byteSize() == 1000, Check.MEMORY, "asked for 1000 bytes, byteSize is " + buffer.byteSize());
        require(memory.stats().allocatedBytes() >= before + 1000, Check.MEMORY, "allocatedBytes did not grow");
        require(memory.stats().openBuffers() == buffers + 1, Check.MEMORY, "openBuffers did not grow by one");
        buffer.close();
        buffer.close();
        require(memory.stats().openBuffers() == buffers, Check.LEAK, "openBuffers differs though all was closed");
        memory.allocate(0, MemoryKind.DEVICE, "conformance nothing").close();
        DeviceBuffer staging = memory.allocate(64, MemoryKind.STAGING, "conformance staging");
        require(staging.hostView().isPresent(), Check.MEMORY, "STAGING memory always has a host view");
        staging.close();
    }

    private static void tooMuch(Backend backend) {
        requireThrows(
                OutOfDeviceMemoryException.class,
                Check.MEMORY,
                "allocating 2^60 bytes",
                () -> backend.memory()
                        .allocate(1L << 60, MemoryKind.DEVICE, "conformance far too much")
                        .close());
    }

    private static void transfers(Backend backend) {
        try (Bench bench = new Bench(backend)) {
            DeviceBuffer first = bench.keep(backend.memory().allocate(300, MemoryKind.DEVICE, "conformance first"));
            DeviceBuffer second = bench.keep(backend.memory().allocate(300, MemoryKind.DEVICE, "conformance second"));
            CommandQueue queue = bench.queue();
            queue.fill(first, 0, 300, (byte) 7);
            queue.upload(bytes(100), first, 13);
            queue.fill(second, 0, 300, (byte) 9);
            queue.copy(first, 10, second, 51, 101);
            byte[] expected = new byte[300];
            Arrays.fill(expected, (byte) 9);
            Arrays.fill(expected, 51, 54, (byte) 7);
            for (int i = 0; i < 98; i++) {
                expected[54 + i] = (byte) i;
            }
            expectBytes(queue, second, expected);
        }
    }

    private static void slices(Backend backend) {
        try (Bench bench = new Bench(backend)) {
            DeviceBuffer whole = bench.keep(backend.memory().allocate(100, MemoryKind.DEVICE, "conformance whole"));
            CommandQueue queue = bench.queue();
            queue.upload(bytes(100), whole, 0);
            DeviceBuffer slice = whole.slice(20, 30).slice(5, 10);
            queue.fill(slice, 2, 3, (byte) -1);
            slice.close();
            byte[] expected = bytes(100).toArray(ValueLayout.JAVA_BYTE);
            Arrays.fill(expected, 27, 30, (byte) -1);
            expectBytes(queue, whole, expected);
            requireThrows(
                    IndexOutOfBoundsException.class, Check.MEMORY, "a slice past the end", () -> whole.slice(90, 11));
        }
    }

    private static void closedBuffer(Backend backend) {
        try (Bench bench = new Bench(backend)) {
            DeviceBuffer buffer = backend.memory().allocate(64, MemoryKind.DEVICE, "conformance closed");
            buffer.close();
            requireThrows(IllegalStateException.class, Check.CLOSED, "filling a closed buffer", () -> {
                bench.queue().fill(buffer, 0, 64, (byte) 0);
                bench.queue().await();
            });
        }
    }

    private static void imports(Backend backend) {
        MemorySegment host = Arena.ofAuto().allocate(96, 64);
        host.copyFrom(bytes(96));
        try (Bench bench = new Bench(backend)) {
            long before = backend.memory().stats().allocatedBytes();
            backend.memory().importHost(host.asSlice(16, 64)).map(bench::keep).ifPresent(imported -> {
                require(
                        imported.byteSize() == 64,
                        Check.MEMORY,
                        "imported 64 bytes, byteSize is " + imported.byteSize());
                long after = backend.memory().stats().allocatedBytes();
                require(after == before, Check.MEMORY, "imports do not count as allocated bytes");
                byte[] expected = host.asSlice(16, 64).toArray(ValueLayout.JAVA_BYTE);
                expectBytes(bench.queue(), imported, expected);
            });
        }
    }

    private static void fences(Backend backend) {
        try (Bench bench = new Bench(backend)) {
            CommandQueue other = bench.keep(backend.newQueue());
            DeviceBuffer buffer =
                    bench.keep(backend.memory().allocate(1 << 20, MemoryKind.DEVICE, "conformance fence"));
            bench.queue().fill(buffer, 0, 1 << 20, (byte) 3);
            Fence fence = bench.queue().signal();
            other.waitFor(fence);
            other.fill(buffer, 100, 50, (byte) 4);
            byte[] expected = new byte[1 << 20];
            Arrays.fill(expected, (byte) 3);
            Arrays.fill(expected, 100, 150, (byte) 4);
            expectBytes(other, buffer, expected);
            require(fence.await(Duration.ofSeconds(30)), Check.MEMORY, "a fence before finished commands is not done");
            require(fence.isDone(), Check.MEMORY, "a fence that was waited for says it is not done");
        }
    }

    private static void capturedUpload(Backend backend) {
        try (Bench bench = new Bench(backend)) {
            DeviceBuffer buffer = bench.keep(backend.memory().allocate(64, MemoryKind.DEVICE, "conformance upload"));
            MemorySegment source = bytes(64);
            CommandQueue queue = bench.queue();
            queue.capture(sink -> sink.upload(source, buffer, 0))
                    .map(bench::keep)
                    .ifPresent((CommandGraph graph) -> {
                        require(graph.nodeCount() >= 1, Check.CAPTURE, "a graph with a command has no node");
                        for (byte value = 40; value < 42; value++) {
                            source.fill(value);
                            queue.launch(graph);
                            byte[] expected = new byte[64];
                            Arrays.fill(expected, value);
                            expectBytes(queue, buffer, expected);
                        }
                    });
        }
    }

    private static void closedQueue(Backend backend) {
        CommandQueue queue = backend.newQueue();
        queue.close();
        queue.close();
        requireThrows(IllegalStateException.class, Check.CLOSED, "signalling on a closed queue", queue::signal);
    }

    private static void expectBytes(CommandQueue queue, DeviceBuffer buffer, byte[] expected) {
        MemorySegment target = Arena.ofAuto().allocate(expected.length);
        queue.download(buffer, 0, target);
        queue.await();
        int at = Arrays.mismatch(target.toArray(ValueLayout.JAVA_BYTE), expected);
        require(at < 0, Check.MEMORY, "byte " + at + " differs from what was put there");
    }

    /** The bytes 0, 1, 2 ... */
    private static MemorySegment bytes(int count) {
        MemorySegment segment = Arena.ofAuto().allocate(count);
        for (int i = 0; i < count; i++) {
            segment.set(ValueLayout.JAVA_BYTE, i, (byte) i);
        }
        return segment;
    }
}
