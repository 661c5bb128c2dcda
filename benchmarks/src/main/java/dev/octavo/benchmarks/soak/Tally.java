package dev.octavo.benchmarks.soak;

import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/** What happened to the requests. Any thread may add. */
final class Tally {

    final LongAdder whole = new LongAdder();
    final LongAdder dropped = new LongAdder();
    final LongAdder tokens = new LongAdder();
    final LongAdder wrongTexts = new LongAdder();
    final LongAdder wrongCounts = new LongAdder();
    final LongAdder failed = new LongAdder();
    private final AtomicReference<@Nullable String> firstFault = new AtomicReference<>();

    void fault(String what) {
        firstFault.compareAndSet(null, what);
    }

    @Nullable
    String firstFault() {
        return firstFault.get();
    }

    boolean clean() {
        return wrongTexts.sum() + wrongCounts.sum() + failed.sum() == 0 && whole.sum() > 0;
    }
}
