package dev.octavo.conformance.check;

import dev.octavo.spi.CommandSink;
import dev.octavo.spi.DeviceBuffer;
import java.util.Arrays;

/** Commands that take a while, so that whoever does not wait for them sees the wrong bytes. */
final class SlowWork {

    private static final int BYTES = 8 << 20;
    private static final int PASSES = 12;

    private final Variety variety;
    private final DeviceBuffer first;
    private final DeviceBuffer second;
    private final DeviceBuffer result;

    SlowWork(Bench bench) {
        this.variety = bench.variety();
        this.first = bench.buffer(BYTES);
        this.second = bench.buffer(BYTES);
        this.result = bench.buffer(64);
    }

    /** Enqueues it; the result depends on the seed, and is written last. */
    void enqueue(CommandSink sink, int seed) {
        for (int pass = 0; pass < PASSES; pass++) {
            sink.fill(first, 0, BYTES, variety.mark(seed + pass));
            sink.copy(first, 0, second, 0, BYTES);
        }
        sink.fill(second, BYTES - 32, 32, variety.mark(seed * 3 + 100));
        sink.copy(second, BYTES - 64, result, 0, 64);
    }

    DeviceBuffer result() {
        return result;
    }

    /** What {@link #result()} holds then. */
    byte[] expected(int seed) {
        byte[] bytes = new byte[64];
        Arrays.fill(bytes, 0, 32, variety.mark(seed + PASSES - 1));
        Arrays.fill(bytes, 32, 64, variety.mark(seed * 3 + 100));
        return bytes;
    }
}
