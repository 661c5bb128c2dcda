package dev.octavo.conformance.check;

import dev.octavo.spi.DeviceBuffer;
import dev.octavo.spi.MemoryKind;
import dev.octavo.spi.MemoryStats;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import java.util.stream.Stream;

/** Slices, host views and imports. */
final class BufferCases {

    private BufferCases() {}

    static Stream<ConformanceCase> all() {
        return Stream.of(
                BehaviourCase.of("memory[slices]", BufferCases::slices),
                BehaviourCase.of("memory[closing a slice]", BufferCases::closingASlice),
                BehaviourCase.of("memory[slices die with their buffer]", BufferCases::dying),
                BehaviourCase.of("memory[host views]", BufferCases::views),
                BehaviourCase.of("memory[operators on slices]", BufferCases::operators),
                BehaviourCase.of("memory[import]", BufferCases::imports));
    }

    private static void slices(Bench bench) {
        DeviceBuffer whole = bench.buffer(100);
        byte[] expected = bench.variety().pattern(100, 1);
        bench.queue().upload(bench.alive(Host.bytes(expected)), whole, 0);
        DeviceBuffer slice = whole.slice(20, 30).slice(5, 10);
        Require.that(slice.byteSize() == 10, Check.MEMORY, "a slice of 10 bytes has " + slice.byteSize());
        Require.that(slice.kind() == whole.kind(), Check.MEMORY, "a slice is of another kind than its buffer");
        bench.queue().fill(slice, 2, 3, (byte) -1);
        Arrays.fill(expected, 27, 30, (byte) -1);
        bench.queue().upload(bench.alive(Host.bytes((byte) 9, (byte) 8)), slice, 8);
        expected[33] = 9;
        expected[34] = 8;
        bench.queue().copy(slice, 0, whole.slice(60, 10), 3, 7);
        System.arraycopy(expected, 25, expected, 63, 7);
        Require.bytes(bench.queue(), whole, expected, Check.MEMORY, "a buffer written through slices");
        byte[] part = Arrays.copyOfRange(expected, 25, 35);
        Require.bytes(bench.queue(), slice, part, Check.MEMORY, "a slice of a slice");
        Require.that(whole.slice(100, 0).byteSize() == 0, Check.MEMORY, "an empty slice at the end is not empty");
        Require.refused(
                Check.MEMORY,
                "filling past the end of a slice",
                () -> bench.queue().fill(slice, 8, 3, (byte) 0));
    }

    private static void closingASlice(Bench bench) {
        DeviceBuffer whole = bench.buffer(64);
        MemoryStats before = bench.backend().memory().stats();
        whole.slice(0, 64).close();
        whole.slice(8, 8).slice(0, 8).close();
        BehaviourCase.requireGivenBack(before, bench.backend().memory().stats());
        bench.queue().fill(whole, 0, 64, (byte) 5);
        byte[] expected = new byte[64];
        Arrays.fill(expected, (byte) 5);
        Require.bytes(bench.queue(), whole, expected, Check.MEMORY, "a buffer whose slices were closed");
    }

    private static void dying(Bench bench) {
        DeviceBuffer whole = bench.buffer(64);
        DeviceBuffer slice = whole.slice(8, 16);
        whole.close();
        Require.closed("filling a slice of a closed buffer", () -> {
            bench.queue().fill(slice, 0, 16, (byte) 0);
            bench.queue().await();
        });
        Require.closed("slicing a closed buffer", () -> whole.slice(0, 8));
        Require.closed("the host view of a slice of a closed buffer", () -> {
            if (slice.hostView().isEmpty()) {
                throw new IllegalStateException("no view, so nothing to misuse");
            }
        });
    }

    private static void views(Bench bench) {
        for (MemoryKind kind : MemoryKind.values()) {
            DeviceBuffer whole = bench.keep(bench.backend().memory().allocate(200, kind, "conformance view"));
            byte[] expected = bench.variety().pattern(200, 3);
            bench.queue().upload(bench.alive(Host.bytes(expected)), whole, 0);
            bench.queue().await();
            whole.hostView()
                    .ifPresent(view -> Require.same(
                            view.toArray(ValueLayout.JAVA_BYTE), expected, Check.VIEW, "the view of a " + kind));
            whole.slice(33, 50)
                    .hostView()
                    .ifPresent(view -> Require.same(
                            view.toArray(ValueLayout.JAVA_BYTE),
                            Arrays.copyOfRange(expected, 33, 83),
                            Check.VIEW,
                            "the view of a slice of a " + kind));
            if (kind == MemoryKind.STAGING) {
                MemorySegment view = whole.hostView().orElseThrow();
                view.fill((byte) 77);
                Arrays.fill(expected, (byte) 77);
                Require.bytes(bench.queue(), whole, expected, Check.VIEW, "a STAGING buffer written through its view");
            }
        }
    }

    private static void operators(Bench bench) {
        SumFixture sum = new SumFixture(bench, 5, 9, 3);
        sum.requireRight(bench.queue(), Check.MEMORY, "on tensors in slices at odd offsets");
    }

    private static void imports(Bench bench) {
        MemorySegment host = Host.bytes(bench.variety().pattern(4096 + 128, 0));
        for (long[] window : new long[][] {{64, 4096}, {16, 64}, {4, 4}, {0, 4224}}) {
            MemoryStats before = bench.backend().memory().stats();
            MemorySegment part = host.asSlice(window[0], window[1]);
            bench.backend().memory().importHost(part).map(bench::keep).ifPresent(imported -> {
                long now = bench.backend().memory().stats().allocatedBytes();
                Require.that(
                        imported.byteSize() == window[1],
                        Check.IMPORT,
                        "an import of " + window[1] + " bytes has " + imported.byteSize());
                Require.that(now == before.allocatedBytes(), Check.IMPORT, "imports do not count as allocated bytes");
                shared(bench, part, imported);
            });
        }
    }

    private static void shared(Bench bench, MemorySegment part, DeviceBuffer imported) {
        byte[] expected = part.toArray(ValueLayout.JAVA_BYTE);
        Require.bytes(bench.queue(), imported, expected, Check.IMPORT, "imported memory");
        part.set(ValueLayout.JAVA_BYTE, 1, (byte) ~expected[1]);
        expected[1] = (byte) ~expected[1];
        Require.bytes(bench.queue(), imported, expected, Check.IMPORT, "imported memory that the host has changed");
        DeviceBuffer copy = bench.buffer(expected.length);
        bench.queue().copy(imported, 0, copy, 0, expected.length);
        Require.bytes(bench.queue(), copy, expected, Check.IMPORT, "a copy of imported memory");
        imported.close();
        imported.close();
        Require.closed("copying from a closed import", () -> {
            bench.queue().copy(imported, 0, copy, 0, 1);
            bench.queue().await();
        });
        Require.same(
                part.toArray(ValueLayout.JAVA_BYTE), expected, Check.IMPORT, "host memory after its import closed");
    }
}
