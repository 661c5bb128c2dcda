package dev.octavo.conformance.check;

import dev.octavo.spi.CommandSink;
import dev.octavo.spi.DeviceBuffer;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Random transfers between three buffers, each done to arrays of the host as well. */
final class TransferWalk {

    private static final int[] LENGTHS = {700, 1501, 4096 + 7};
    private static final int STEPS = 150;

    private final Bench bench;
    private final Fill fill;
    private final List<DeviceBuffer> buffers = new ArrayList<>();
    private final List<byte[]> models = new ArrayList<>();
    private final List<MemorySegment> sources = new ArrayList<>();

    TransferWalk(Bench bench, Fill fill) {
        this.bench = bench;
        this.fill = fill;
        for (int length : LENGTHS) {
            buffers.add(bench.buffer(length));
            models.add(new byte[length]);
        }
    }

    void atOnce() {
        reset();
        for (int step = 0; step < STEPS; step++) {
            step(bench.queue());
            if (step % 40 == 39) {
                compare("after " + (step + 1) + " transfers");
            }
        }
        compare("after all transfers");
    }

    /** The host's arrays cannot be replayed, so that the graph is launched once on fresh buffers and once more with other uploads. */
    void captured() {
        reset();
        List<byte[]> start = models.stream().map(byte[]::clone).toList();
        bench.queue()
                .capture(sink -> {
                    for (int step = 0; step < STEPS; step++) {
                        step(sink);
                    }
                })
                .map(bench::keep)
                .ifPresent(graph -> {
                    bench.queue().launch(graph);
                    compare("after one launch");
                    List<byte[]> first = models.stream().map(byte[]::clone).toList();
                    for (int i = 0; i < models.size(); i++) {
                        System.arraycopy(start.get(i), 0, models.get(i), 0, start.get(i).length);
                    }
                    upload();
                    bench.queue().launch(graph);
                    for (int i = 0; i < models.size(); i++) {
                        System.arraycopy(first.get(i), 0, models.get(i), 0, first.get(i).length);
                    }
                    compare("after a second launch");
                });
    }

    private void reset() {
        for (byte[] model : models) {
            System.arraycopy(bench.variety().pattern(model.length, fill.integer(0, 100)), 0, model, 0, model.length);
        }
        upload();
    }

    private void upload() {
        for (int i = 0; i < buffers.size(); i++) {
            MemorySegment source = Host.bytes(models.get(i));
            sources.add(source);
            bench.queue().upload(source, buffers.get(i), 0);
        }
    }

    private void step(CommandSink sink) {
        int to = fill.integer(0, LENGTHS.length);
        int bytes = fill.integer(0, 4) == 0 ? fill.integer(0, 600) : fill.integer(0, 70);
        int target = fill.integer(0, LENGTHS[to] - bytes + 1);
        switch (fill.integer(0, 3)) {
            case 0 -> {
                byte value = (byte) fill.integer(-128, 128);
                sink.fill(buffers.get(to), target, bytes, value);
                Arrays.fill(models.get(to), target, target + bytes, value);
            }
            case 1 -> {
                byte[] values = bench.variety().pattern(bytes, fill.integer(0, 200));
                MemorySegment source = Host.bytes(values);
                sources.add(source);
                sink.upload(source, buffers.get(to), target);
                System.arraycopy(values, 0, models.get(to), target, bytes);
            }
            default -> copy(sink, to, target, bytes);
        }
    }

    private void copy(CommandSink sink, int to, int target, int bytes) {
        int from = fill.integer(0, LENGTHS.length);
        int source = fill.integer(0, LENGTHS[from] - bytes + 1);
        boolean overlaps = from == to && source < target + bytes && target < source + bytes;
        if (overlaps) {
            return;
        }
        sink.copy(buffers.get(from), source, buffers.get(to), target, bytes);
        System.arraycopy(models.get(from), source, models.get(to), target, bytes);
    }

    private void compare(String when) {
        for (int i = 0; i < buffers.size(); i++) {
            Require.bytes(bench.queue(), buffers.get(i), models.get(i), Check.QUEUE, "buffer " + i + " " + when);
        }
    }
}
