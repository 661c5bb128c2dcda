package dev.octavo.conformance.check;

import dev.octavo.spi.CommandQueue;
import dev.octavo.spi.CommandSink;
import dev.octavo.spi.DeviceBuffer;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/** Uploads, copies, fills and downloads, compared with the same on a host array. */
final class TransferCases {

    private TransferCases() {}

    static Stream<ConformanceCase> all() {
        return Stream.of(
                BehaviourCase.of("transfer[fill sizes and offsets]", TransferCases::fills),
                BehaviourCase.of("transfer[copy sizes and offsets]", TransferCases::copies),
                BehaviourCase.of("transfer[upload and download sizes and offsets]", TransferCases::hostTransfers),
                BehaviourCase.of("transfer[heap, read-only and odd sources]", TransferCases::sources),
                BehaviourCase.of("transfer[large]", TransferCases::large),
                BehaviourCase.of("transfer[within a buffer]", TransferCases::within),
                BehaviourCase.of("transfer[nothing]", TransferCases::nothing),
                BehaviourCase.of("transfer[overlap is refused]", TransferCases::overlap),
                BehaviourCase.of("transfer[past the end is refused]", TransferCases::pastTheEnd),
                BehaviourCase.filled("transfer[random walk]", (bench, fill) -> new TransferWalk(bench, fill).atOnce()),
                BehaviourCase.filled(
                        "transfer[random walk in a graph]", (bench, fill) -> new TransferWalk(bench, fill).captured()));
    }

    private static final int[] SIZES = {1, 2, 3, 4, 5, 7, 8, 9, 15, 16, 17, 31, 33, 63, 64, 65, 127, 129, 255, 257, 1023
    };
    private static final int[] OFFSETS = {0, 1, 2, 3, 4, 5, 8, 13, 16, 63, 64, 65};
    private static final int LENGTH = 1200;

    private static void fills(Bench bench) {
        DeviceBuffer buffer = bench.buffer(LENGTH);
        byte[] model = new byte[LENGTH];
        int value = 1;
        for (int size : SIZES) {
            bench.queue().fill(buffer, 0, LENGTH, (byte) 0x5A);
            Arrays.fill(model, (byte) 0x5A);
            int offset = OFFSETS[value % OFFSETS.length];
            for (int i = 0; i < 3; i++, value++) {
                int from = Math.min(offset + i * (size + 1), LENGTH - size);
                byte with = bench.variety().mark(value % 2 == 0 ? -value : value);
                bench.queue().fill(buffer, from, size, with);
                Arrays.fill(model, from, from + size, with);
            }
            Require.bytes(bench.queue(), buffer, model, Check.MEMORY, "fills of " + size + " bytes from " + offset);
        }
    }

    private static void copies(Bench bench) {
        byte[] source = bench.variety().pattern(LENGTH, 5);
        DeviceBuffer from = bench.buffer(LENGTH);
        DeviceBuffer to = bench.buffer(LENGTH);
        bench.queue().upload(bench.alive(Host.bytes(source)), from, 0);
        int next = 0;
        for (int size : SIZES) {
            int sourceOffset = OFFSETS[next++ % OFFSETS.length];
            int targetOffset = OFFSETS[next * 5 % OFFSETS.length];
            byte[] model = new byte[LENGTH];
            Arrays.fill(model, (byte) 0xA5);
            System.arraycopy(source, sourceOffset, model, targetOffset, size);
            bench.queue().fill(to, 0, LENGTH, (byte) 0xA5);
            bench.queue().copy(from, sourceOffset, to, targetOffset, size);
            String what = "a copy of " + size + " bytes from " + sourceOffset + " to " + targetOffset;
            Require.bytes(bench.queue(), to, model, Check.MEMORY, what);
            Require.bytes(bench.queue(), from, source, Check.MEMORY, "the source of " + what);
        }
    }

    private static void hostTransfers(Bench bench) {
        DeviceBuffer buffer = bench.buffer(LENGTH);
        byte[] model = bench.variety().pattern(LENGTH, 2);
        bench.queue().upload(bench.alive(Host.bytes(model)), buffer, 0);
        int next = 0;
        for (int size : SIZES) {
            int offset = OFFSETS[next++ % OFFSETS.length];
            byte[] bytes = bench.variety().pattern(size, 100 + next);
            MemorySegment odd = Host.zeros(size + 3).asSlice(3, size);
            odd.copyFrom(MemorySegment.ofArray(bytes));
            bench.queue().upload(odd, buffer, offset);
            System.arraycopy(bytes, 0, model, offset, size);
            MemorySegment target = Host.zeros(size + 2);
            target.fill((byte) 0x33);
            bench.queue().download(buffer, offset + 1, target.asSlice(1, size));
            bench.queue().await();
            byte[] expected = new byte[size + 2];
            Arrays.fill(expected, (byte) 0x33);
            System.arraycopy(model, offset + 1, expected, 1, size);
            String what = "a download of " + size + " bytes from " + (offset + 1);
            Require.same(target.toArray(ValueLayout.JAVA_BYTE), expected, Check.MEMORY, what);
        }
        Require.bytes(bench.queue(), buffer, model, Check.MEMORY, "a buffer after uploads of many sizes");
    }

    private static void sources(Bench bench) {
        DeviceBuffer buffer = bench.buffer(60);
        byte[] bytes = bench.variety().pattern(60, 9);
        bench.queue().upload(MemorySegment.ofArray(Arrays.copyOf(bytes, 20)), buffer, 0);
        bench.queue().upload(bench.alive(Host.bytes(bytes)).asReadOnly().asSlice(20, 17), buffer, 20);
        short[] shorts = {0x0102, 0x0304};
        bench.queue().upload(MemorySegment.ofArray(shorts), buffer, 37);
        bench.queue().upload(bench.alive(Host.bytes(bytes)).asSlice(41), buffer, 41);
        MemorySegment.copy(MemorySegment.ofArray(shorts), 0, MemorySegment.ofArray(bytes), 37, 4);
        byte[] heap = new byte[60];
        bench.queue().download(buffer, 0, MemorySegment.ofArray(heap));
        bench.queue().await();
        Require.same(heap, bytes, Check.MEMORY, "a download into the heap");
        Require.bytes(bench.queue(), buffer, bytes, Check.MEMORY, "uploads from several kinds of memory");
    }

    private static void large(Bench bench) {
        int length = (5 << 20) + 3;
        byte[] model = bench.variety().pattern(length, 4);
        DeviceBuffer first = bench.buffer(length);
        DeviceBuffer second = bench.buffer(length);
        bench.queue().upload(bench.alive(Host.bytes(model)), first, 0);
        bench.queue().copy(first, 1, second, 2, length - 3);
        bench.queue().copy(second, 2, first, 1, length - 3);
        bench.queue().fill(second, 0, length, (byte) 6);
        bench.queue().fill(first, (4 << 20) - 1, (1 << 19) + 5, (byte) 0xC3);
        Arrays.fill(model, (4 << 20) - 1, (4 << 20) + (1 << 19) + 4, (byte) 0xC3);
        Require.bytes(bench.queue(), first, model, Check.MEMORY, "5 MiB that were copied there and back");
        byte[] filled = new byte[length];
        Arrays.fill(filled, (byte) 6);
        Require.bytes(bench.queue(), second, filled, Check.MEMORY, "5 MiB that were filled");
    }

    private static void within(Bench bench) {
        DeviceBuffer buffer = bench.buffer(300);
        byte[] model = bench.variety().pattern(300, 8);
        bench.queue().upload(bench.alive(Host.bytes(model)), buffer, 0);
        int[][] moves = {{0, 100, 100}, {150, 1, 149}, {10, 11, 1}, {200, 100, 100}, {7, 250, 50}};
        for (int[] move : moves) {
            bench.queue().copy(buffer, move[0], buffer, move[1], move[2]);
            System.arraycopy(model, move[0], model, move[1], move[2]);
        }
        Require.bytes(bench.queue(), buffer, model, Check.MEMORY, "a buffer whose parts were copied around");
    }

    private static void nothing(Bench bench) {
        DeviceBuffer buffer = bench.buffer(8);
        DeviceBuffer empty = bench.buffer(0);
        byte[] model = {1, 2, 3, 4, 5, 6, 7, 8};
        CommandQueue queue = bench.queue();
        queue.upload(bench.alive(Host.bytes(model)), buffer, 0);
        for (DeviceBuffer target : List.of(buffer, empty)) {
            long end = target.byteSize();
            queue.fill(target, end, 0, (byte) 9);
            queue.fill(target, 0, 0, (byte) 9);
            queue.upload(bench.alive(Host.zeros(0)), target, end);
            queue.copy(buffer, 8, target, end, 0);
            queue.copy(empty, 0, target, 0, 0);
            queue.download(target, end, Host.zeros(0));
        }
        queue.copy(buffer, 4, buffer, 4, 0);
        Require.bytes(queue, buffer, model, Check.MEMORY, "a buffer after transfers of no bytes");
    }

    private static void overlap(Bench bench) {
        DeviceBuffer buffer = bench.buffer(100);
        byte[] model = bench.variety().pattern(100, 8);
        bench.queue().upload(bench.alive(Host.bytes(model)), buffer, 0);
        long[][] moves = {{0, 1, 50}, {1, 0, 50}, {10, 10, 5}, {0, 49, 50}, {49, 0, 50}};
        for (long[] move : moves) {
            String what = "a copy of " + move[2] + " bytes from " + move[0] + " to " + move[1] + " of one buffer";
            Require.refused(Check.ARGUMENT, what, () -> bench.queue().copy(buffer, move[0], buffer, move[1], move[2]));
            Require.refused(
                    Check.ARGUMENT,
                    what + ", through a slice",
                    () -> bench.queue().copy(buffer.slice(move[0], move[2]), 0, buffer, move[1], move[2]));
        }
        Require.bytes(bench.queue(), buffer, model, Check.ARGUMENT, "a buffer after copies that were refused");
    }

    private static void pastTheEnd(Bench bench) {
        DeviceBuffer buffer = bench.buffer(64);
        DeviceBuffer other = bench.buffer(200);
        byte[] model = bench.variety().pattern(64, 3);
        CommandQueue queue = bench.queue();
        queue.upload(bench.alive(Host.bytes(model)), buffer, 0);
        refusedPastTheEnd(queue, buffer, other);
        Require.refused(Check.ARGUMENT, "a download past the end", () -> queue.download(buffer, 60, Host.zeros(5)));
        Require.refused(Check.ARGUMENT, "a download from -1", () -> queue.download(buffer, -1, Host.zeros(5)));
        queue.capture(sink -> refusedPastTheEnd(sink, buffer, other)).ifPresent(graph -> {
            queue.launch(graph);
            queue.await();
            graph.close();
        });
        Require.bytes(queue, buffer, model, Check.ARGUMENT, "a buffer after transfers that were refused");
    }

    private static void refusedPastTheEnd(CommandSink sink, DeviceBuffer buffer, DeviceBuffer other) {
        Check check = Check.ARGUMENT;
        Require.refused(check, "a fill past the end", () -> sink.fill(buffer, 60, 5, (byte) 0));
        Require.refused(check, "a fill from -1", () -> sink.fill(buffer, -1, 5, (byte) 0));
        Require.refused(check, "a fill of -1 bytes", () -> sink.fill(buffer, 3, -1, (byte) 0));
        Require.refused(check, "a huge fill", () -> sink.fill(buffer, 1, Long.MAX_VALUE, (byte) 0));
        Require.refused(check, "an upload past the end", () -> sink.upload(Host.zeros(65), buffer, 0));
        Require.refused(check, "an upload behind the end", () -> sink.upload(Host.zeros(1), buffer, 64));
        Require.refused(check, "an upload to -1", () -> sink.upload(Host.zeros(1), buffer, -1));
        Require.refused(check, "a copy from past the end", () -> sink.copy(buffer, 60, other, 0, 5));
        Require.refused(check, "a copy to past the end", () -> sink.copy(other, 0, buffer, 0, 65));
        Require.refused(check, "a copy of -1 bytes", () -> sink.copy(other, 0, buffer, 0, -1));
    }
}
