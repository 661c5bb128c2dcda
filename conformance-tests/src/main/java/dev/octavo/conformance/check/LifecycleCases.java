package dev.octavo.conformance.check;

import dev.octavo.spi.Backend;
import dev.octavo.spi.Fence;
import dev.octavo.spi.MemoryStats;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.time.Duration;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** Opening and closing backends. */
final class LifecycleCases {

    private static final int CYCLES = 20;

    private LifecycleCases() {}

    static Stream<ConformanceCase> all() {
        return Stream.of(
                new Case("lifecycle[use after close]", open -> new AfterClose(open).check()),
                new Case("lifecycle[close waits for commands]", LifecycleCases::closeWaits),
                new Case("lifecycle[close frees what was left open]", LifecycleCases::closeFrees),
                new Case("lifecycle[close twice]", LifecycleCases::closeTwice),
                new Case("lifecycle[open and close many times]", LifecycleCases::manyTimes),
                new Case("lifecycle[several at once]", LifecycleCases::severalAtOnce),
                new Case("lifecycle[objects of another backend]", open -> new ForeignObjects(open).check()),
                BehaviourCase.of("lifecycle[objects of no backend]", ForeignObjects::strangers));
    }

    /**
     * A case about opening and closing.
     *
     * @param id the case's id
     * @param body throws where a rule is broken
     */
    private record Case(String id, Consumer<Opener> body) implements LifecycleCase {

        @Override
        public boolean core() {
            return true;
        }

        @Override
        public Outcome run(Supplier<Backend> open, long rootSeed) {
            return Verdict.of(id, () -> {
                body.accept(new Opener(open, Variety.of(id, rootSeed)));
                return new Outcome.Passed(0);
            });
        }
    }

    private static void closeWaits(Opener open) {
        MemorySegment target = Host.zeros(64);
        Backend backend = open.backend();
        // Not closed here: closing the backend is to close it.
        Bench bench = open.bench(backend);
        SlowWork work = new SlowWork(bench);
        work.enqueue(bench.queue(), 3);
        bench.queue().download(work.result(), 0, target);
        Fence fence = bench.queue().signal();
        Require.that(fence.await(Duration.ofSeconds(30)), Check.FENCE, "a fence was not reached in 30 seconds");
        work.enqueue(bench.queue(), 4);
        backend.close();
        Require.same(
                target.toArray(ValueLayout.JAVA_BYTE), work.expected(3), Check.CLOSED, "a download before a close");
    }

    private static void closeFrees(Opener open) {
        Backend backend = open.backend();
        Bench bench = open.bench(backend);
        SumFixture sum = new SumFixture(bench, 4, 50);
        sum.requireRight(bench.queue(), Check.CLOSED, "on a backend that is closed later");
        backend.close();
        try (Backend next = open.backend()) {
            open.requireWorks(next, Check.CLOSED, "on a backend opened after another was closed with everything open");
        }
        // Closing what a backend has closed already is allowed, in any order.
        bench.close();
    }

    private static void closeTwice(Opener open) {
        Backend backend = open.backend();
        open.requireWorks(backend, Check.CLOSED, "on a backend that is closed twice");
        backend.close();
        backend.close();
        try (Backend other = open.backend()) {
            backend.close();
            open.requireWorks(other, Check.CLOSED, "while another backend is closed once more");
        }
    }

    private static void manyTimes(Opener open) {
        try (Backend first = open.backend()) {
            open.requireWorks(first, Check.CLOSED, "on the first of many backends");
        }
        int before = liveThreads();
        for (int i = 0; i < CYCLES; i++) {
            try (Backend backend = open.backend();
                    Bench bench = open.bench(backend)) {
                new SumFixture(bench, 40, 50).requireRight(bench.queue(), Check.CLOSED, "on the " + i + ". backend");
            }
        }
        int after = before + CYCLES;
        // Threads end a moment after they were told to.
        for (int i = 0; i < 50 && after >= before + CYCLES; i++) {
            after = liveThreads();
            pause();
        }
        Require.that(
                after < before + CYCLES,
                Check.LEAK,
                "after opening and closing " + CYCLES + " backends there are " + after + " threads instead of "
                        + before);
    }

    static int liveThreads() {
        return (int) Thread.getAllStackTraces().keySet().stream()
                .filter(Thread::isAlive)
                .count();
    }

    static void pause() {
        try {
            Thread.sleep(Duration.ofMillis(40));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void severalAtOnce(Opener open) {
        try (Backend first = open.backend();
                Backend second = open.backend()) {
            Backend third = open.backend();
            try (Bench one = open.bench(first);
                    Bench two = open.bench(second)) {
                SumFixture a = new SumFixture(one, 8, 60);
                SumFixture b = new SumFixture(two, 8, 60);
                for (int seed = 0; seed < 5; seed++) {
                    a.set(one.queue(), seed);
                    b.set(two.queue(), seed + 20);
                    a.enqueue(one.queue());
                    b.enqueue(two.queue());
                    a.requireResult(one.queue(), seed, Check.FOREIGN, "on one of three backends");
                    b.requireResult(two.queue(), seed + 20, Check.FOREIGN, "on another of three backends");
                }
                MemoryStats before = first.memory().stats();
                two.buffer(1000);
                BehaviourCase.requireGivenBack(before, first.memory().stats());
                third.close();
                a.requireRight(one.queue(), Check.FOREIGN, "after another backend was closed");
            }
            open.requireWorks(second, Check.FOREIGN, "after another backend was closed");
        }
    }
}
