package dev.octavo.conformance.check;

import dev.octavo.spi.DeviceBuffer;
import dev.octavo.spi.DeviceMemory;
import dev.octavo.spi.MemoryKind;
import dev.octavo.spi.MemoryStats;
import dev.octavo.spi.OutOfDeviceMemoryException;
import dev.octavo.spi.op.KvCacheSpec;
import dev.octavo.spi.op.KvLayout;
import dev.octavo.tensor.DType;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/** Allocations, what the statistics say of them, and running out of memory. */
final class MemoryCases {

    private MemoryCases() {}

    static Stream<ConformanceCase> all() {
        return Stream.of(
                BehaviourCase.of("memory[sizes]", MemoryCases::sizes),
                BehaviourCase.filled("memory[statistics add up]", MemoryCases::statistics),
                BehaviourCase.of("memory[closing twice]", MemoryCases::closingTwice),
                BehaviourCase.of("memory[out of memory]", MemoryCases::tooMuch),
                BehaviourCase.of("memory[negative sizes]", MemoryCases::negative),
                BehaviourCase.of("memory[buffers do not share bytes]", MemoryCases::apart));
    }

    private static void sizes(Bench bench) {
        for (MemoryKind kind : MemoryKind.values()) {
            for (long bytes : new long[] {0, 1, 2, 3, 63, 64, 65, 1000, 4097, 1 << 20}) {
                String what = kind + " buffer of " + bytes + " bytes";
                DeviceBuffer buffer = bench.keep(bench.backend().memory().allocate(bytes, kind, "conformance size"));
                Require.that(buffer.byteSize() == bytes, Check.MEMORY, what + " has byteSize " + buffer.byteSize());
                Require.that(buffer.kind() == kind, Check.MEMORY, what + " says it is " + buffer.kind());
                boolean viewed = kind == MemoryKind.STAGING
                        || bench.backend().capabilities().unifiedMemory();
                Require.that(!viewed || buffer.hostView().isPresent(), Check.VIEW, what + " has no host view");
                buffer.hostView()
                        .ifPresent(view -> Require.that(
                                view.byteSize() == bytes, Check.VIEW, what + " has a view of " + view.byteSize()));
            }
        }
    }

    private static void statistics(Bench bench, Fill fill) {
        DeviceMemory memory = bench.backend().memory();
        MemoryStats start = memory.stats();
        Require.that(start.totalBytes() > 0, Check.STATISTICS, "a device of " + start.totalBytes() + " bytes");
        Require.that(
                start.freeBytes() >= -1 && start.freeBytes() <= start.totalBytes(),
                Check.STATISTICS,
                start.freeBytes() + " of " + start.totalBytes() + " bytes are said to be free");
        List<DeviceBuffer> open = new ArrayList<>();
        long held = 0;
        for (int step = 0; step < 60; step++) {
            if (open.isEmpty() || fill.integer(0, 3) > 0) {
                int bytes = fill.integer(1, 5000);
                MemoryKind kind = fill.integer(0, 2) == 0 ? MemoryKind.DEVICE : MemoryKind.STAGING;
                open.add(bench.keep(memory.allocate(bytes, kind, "conformance statistics")));
                open.getLast().slice(0, bytes);
                held += bytes;
            } else {
                DeviceBuffer gone = open.remove(fill.integer(0, open.size()));
                held -= gone.byteSize();
                gone.close();
            }
            requireStats(start, memory.stats(), held, open.size());
        }
    }

    /** Backends may round sizes up, by a page at most. */
    private static void requireStats(MemoryStats start, MemoryStats now, long held, int buffers) {
        long counted = now.allocatedBytes() - start.allocatedBytes();
        Require.that(
                counted >= held && counted <= held + 65536L * buffers,
                Check.STATISTICS,
                buffers + " buffers of " + held + " bytes are open, allocatedBytes counts " + counted);
        Require.that(
                now.openBuffers() - start.openBuffers() == buffers,
                Check.STATISTICS,
                buffers + " buffers are open, openBuffers counts " + (now.openBuffers() - start.openBuffers()));
    }

    private static void closingTwice(Bench bench) {
        DeviceMemory memory = bench.backend().memory();
        MemoryStats start = memory.stats();
        DeviceBuffer first = memory.allocate(1000, MemoryKind.DEVICE, "conformance first");
        DeviceBuffer second = memory.allocate(500, MemoryKind.DEVICE, "conformance second");
        first.close();
        first.close();
        requireStats(start, memory.stats(), 500, 1);
        second.close();
        second.close();
        BehaviourCase.requireGivenBack(start, memory.stats());
    }

    private static void tooMuch(Bench bench) {
        DeviceMemory memory = bench.backend().memory();
        MemoryStats start = memory.stats();
        for (long asked : new long[] {1L << 60, Long.MAX_VALUE, (1L << 62) + 12345}) {
            OutOfDeviceMemoryException refusal = Require.thrown(
                    OutOfDeviceMemoryException.class,
                    Check.OUT_OF_MEMORY,
                    "allocating " + asked + " bytes",
                    () -> memory.allocate(asked, MemoryKind.DEVICE, "conformance far too much")
                            .close());
            String message = String.valueOf(refusal.getMessage());
            Require.that(
                    refusal.asked() == asked, Check.OUT_OF_MEMORY, "asked() is " + refusal.asked() + ", not " + asked);
            Require.that(
                    refusal.free() >= -1 && refusal.free() <= start.totalBytes(),
                    Check.OUT_OF_MEMORY,
                    "free() is " + refusal.free() + " on a device of " + start.totalBytes() + " bytes");
            Require.that(
                    message.contains("conformance far too much"),
                    Check.OUT_OF_MEMORY,
                    "the message does not name the buffer: " + message);
        }
        BehaviourCase.requireGivenBack(start, memory.stats());
        tooLargeCache(bench);
        new SumFixture(bench, 3, 17).requireRight(bench.queue(), Check.OUT_OF_MEMORY, "after running out of memory");
    }

    private static void tooLargeCache(Bench bench) {
        MemoryStats start = bench.backend().memory().stats();
        KvLayout layout = new KvLayout(8, 128, 256, DType.F16);
        KvCacheSpec spec = new KvCacheSpec(layout, 1 << 16, 1 << 20);
        Require.thrown(
                OutOfDeviceMemoryException.class,
                Check.OUT_OF_MEMORY,
                "a cache of " + spec.byteSize() + " bytes",
                () -> bench.backend().kvCaches().create(spec).close());
        BehaviourCase.requireGivenBack(start, bench.backend().memory().stats());
    }

    private static void negative(Bench bench) {
        DeviceMemory memory = bench.backend().memory();
        Require.refused(Check.MEMORY, "allocating -1 bytes", () -> memory.allocate(-1, MemoryKind.DEVICE, "negative"));
        DeviceBuffer buffer = bench.buffer(100);
        long[][] windows = {{-1, 5}, {0, -1}, {0, 101}, {90, 11}, {101, 0}, {Long.MAX_VALUE, 1}, {1, Long.MAX_VALUE}};
        for (long[] window : windows) {
            Require.thrown(
                    IndexOutOfBoundsException.class,
                    Check.MEMORY,
                    "the slice of " + window[1] + " bytes from " + window[0] + " of 100",
                    () -> buffer.slice(window[0], window[1]));
        }
    }

    private static void apart(Bench bench) {
        List<DeviceBuffer> buffers = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            buffers.add(bench.buffer(100 + i));
            bench.queue().fill(buffers.get(i), 0, 100 + i, (byte) (i + 1));
        }
        for (int i = 0; i < 20; i++) {
            byte[] expected = new byte[100 + i];
            Arrays.fill(expected, (byte) (i + 1));
            Require.bytes(bench.queue(), buffers.get(i), expected, Check.MEMORY, "buffer " + i + " of 20");
        }
    }
}
