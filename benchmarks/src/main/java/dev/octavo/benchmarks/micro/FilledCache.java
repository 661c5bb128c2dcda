package dev.octavo.benchmarks.micro;

import dev.octavo.spi.TensorRef;
import dev.octavo.spi.op.AttentionArgs;
import dev.octavo.spi.op.KvAppendArgs;
import dev.octavo.spi.op.KvCache;
import dev.octavo.spi.op.KvCacheSpec;
import dev.octavo.tensor.Layout;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Keys and values of some sequences, in blocks in random order, as a server has them after a while. */
final class FilledCache {

    private final CpuDevice device;
    private final Sizes sizes;
    private final KvCache cache;
    private final int[] table;

    FilledCache(CpuDevice device, Sizes sizes) {
        this.device = device;
        this.sizes = sizes;
        int blocks = sizes.sequences() * sizes.blocks();
        cache = device.backend().kvCaches().create(new KvCacheSpec(sizes.layout(), 1, blocks));
        List<Integer> order = IntStream.range(0, blocks).boxed().collect(Collectors.toList());
        Collections.shuffle(order, new Random(1));
        table = order.stream().mapToInt(Integer::intValue).toArray();
        TensorRef rows = device.random(Layout.cube(sizes.tokens(), sizes.kvHeads(), Sizes.HEAD), 2);
        for (int sequence = 0; sequence < sizes.sequences(); sequence++) {
            cache.append(device.queue(), new KvAppendArgs(0, rows, rows, slots(sequence)));
            device.queue().await();
        }
    }

    private TensorRef slots(int sequence) {
        int first = sequence * sizes.blocks();
        int[] slots = IntStream.range(0, sizes.tokens())
                .map(token -> table[first + token / Sizes.BLOCK] * Sizes.BLOCK + token % Sizes.BLOCK)
                .toArray();
        return device.ints(Layout.vector(slots.length), slots);
    }

    AttentionArgs args() {
        int[] starts = IntStream.rangeClosed(0, sizes.sequences())
                .map(i -> i * sizes.queries())
                .toArray();
        int[] lengths = new int[sizes.sequences()];
        Arrays.fill(lengths, sizes.tokens());
        Layout rows = Layout.cube(sizes.sequences() * sizes.queries(), sizes.heads(), Sizes.HEAD);
        return new AttentionArgs(
                device.random(rows, 3),
                cache,
                0,
                device.ints(Layout.vector(starts.length), starts),
                device.ints(Layout.vector(lengths.length), lengths),
                device.ints(Layout.matrix(sizes.sequences(), sizes.blocks()), table),
                sizes.queries(),
                sizes.tokens(),
                Optional.empty(),
                Optional.empty(),
                device.random(rows, 4));
    }
}
