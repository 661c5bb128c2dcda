package dev.octavo.conformance.check;

import dev.octavo.spi.CommandQueue;
import dev.octavo.spi.DeviceBuffer;
import dev.octavo.spi.Fence;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/** Order within a queue and between queues, fences, and what waiting means. */
final class QueueCases {

    private static final Duration LONG = Duration.ofSeconds(30);

    private QueueCases() {}

    static Stream<ConformanceCase> all() {
        return Stream.of(
                BehaviourCase.of("queue[commands keep their order]", QueueCases::order),
                BehaviourCase.of("queue[many small commands]", QueueCases::many),
                BehaviourCase.of("queue[download keeps its place]", QueueCases::downloadInOrder),
                BehaviourCase.of("queue[await waits]", QueueCases::awaiting),
                BehaviourCase.of("queue[close waits]", QueueCases::closing),
                BehaviourCase.of("queue[fence comes behind all before it]", QueueCases::fence),
                BehaviourCase.of("queue[fence of an idle queue]", QueueCases::idleFence),
                BehaviourCase.of("queue[two queues and a fence]", QueueCases::twoQueues),
                BehaviourCase.of("queue[ping-pong between two queues]", QueueCases::pingPong),
                BehaviourCase.of("queue[three queues join]", QueueCases::join),
                BehaviourCase.of("queue[operators between transfers]", QueueCases::operators));
    }

    private static void order(Bench bench) {
        DeviceBuffer first = bench.buffer(4096);
        DeviceBuffer second = bench.buffer(4096);
        CommandQueue queue = bench.queue();
        for (int i = 0; i < 100; i++) {
            queue.fill(first, 0, 4096, bench.variety().mark(i));
            queue.copy(first, 0, second, i, 4096 - i);
        }
        byte[] expected = new byte[4096];
        for (int i = 0; i < 4096; i++) {
            expected[i] = bench.variety().mark(Math.min(i, 99));
        }
        Require.bytes(queue, second, expected, Check.QUEUE, "copies that each begin one byte later");
    }

    private static void many(Bench bench) {
        DeviceBuffer buffer = bench.buffer(3000);
        CommandQueue queue = bench.queue();
        queue.upload(bench.alive(Host.bytes(bench.variety().pattern(3000, 1))), buffer, 0);
        byte[] model = bench.variety().pattern(3000, 1);
        for (int i = 0; i < 2999; i++) {
            queue.copy(buffer, i, buffer, i + 1, 1);
            model[i + 1] = model[i];
            if (i % 7 == 0) {
                queue.fill(buffer, i + 1, 1, (byte) i);
                model[i + 1] = (byte) i;
            }
        }
        Require.bytes(queue, buffer, model, Check.QUEUE, "a byte handed from place to place");
    }

    private static void downloadInOrder(Bench bench) {
        SlowWork work = new SlowWork(bench);
        MemorySegment early = Host.zeros(64);
        work.enqueue(bench.queue(), 1);
        bench.queue().download(work.result(), 0, early);
        work.enqueue(bench.queue(), 2);
        bench.queue().await();
        Require.same(
                early.toArray(ValueLayout.JAVA_BYTE),
                work.expected(1),
                Check.QUEUE,
                "a download between two writes of its source");
    }

    private static void awaiting(Bench bench) {
        SlowWork work = new SlowWork(bench);
        for (int round = 1; round < 4; round++) {
            MemorySegment target = Host.zeros(64);
            work.enqueue(bench.queue(), round);
            bench.queue().download(work.result(), 0, target);
            bench.queue().await();
            Require.same(
                    target.toArray(ValueLayout.JAVA_BYTE), work.expected(round), Check.QUEUE, "a download after await");
        }
    }

    private static void closing(Bench bench) {
        SlowWork work = new SlowWork(bench);
        CommandQueue queue = bench.backend().newQueue();
        MemorySegment target = Host.zeros(64);
        work.enqueue(queue, 5);
        queue.download(work.result(), 0, target);
        queue.close();
        Require.same(
                target.toArray(ValueLayout.JAVA_BYTE),
                work.expected(5),
                Check.QUEUE,
                "a download enqueued before its queue was closed");
    }

    private static void fence(Bench bench) {
        SlowWork work = new SlowWork(bench);
        for (int round = 1; round < 4; round++) {
            MemorySegment target = Host.zeros(64);
            work.enqueue(bench.queue(), round);
            bench.queue().download(work.result(), 0, target);
            Fence fence = bench.queue().signal();
            boolean saidDone = fence.isDone() || fence.await(Duration.ZERO);
            if (saidDone) {
                requireArrived(target, work.expected(round), "a download before a fence that says it is done");
            }
            Require.that(fence.await(LONG), Check.FENCE, "a fence was not reached in 30 seconds");
            requireArrived(target, work.expected(round), "a download before a fence that was waited for");
            Require.that(fence.isDone(), Check.FENCE, "a fence that was waited for says it is not done");
            Require.that(fence.await(Duration.ZERO), Check.FENCE, "a fence that is done is not done for await");
            bench.queue().await();
        }
    }

    private static void requireArrived(MemorySegment target, byte[] expected, String what) {
        Require.same(target.toArray(ValueLayout.JAVA_BYTE), expected, Check.FENCE, what);
    }

    private static void idleFence(Bench bench) {
        Fence first = bench.queue().signal();
        Require.that(first.await(LONG), Check.FENCE, "a fence of an idle queue is never reached");
        bench.queue().fill(bench.buffer(10), 0, 10, (byte) 1);
        Fence second = bench.queue().signal();
        Fence third = bench.queue().signal();
        Require.that(
                third.await(LONG) && second.await(LONG) && first.isDone(), Check.FENCE, "two fences in a row fail");
        bench.queue().waitFor(second);
        CommandQueue other = bench.backend().newQueue();
        Fence foreign = other.signal();
        other.close();
        bench.queue().waitFor(foreign);
        Require.that(foreign.await(LONG), Check.FENCE, "a fence is not reached though its queue was closed");
        bench.queue().await();
    }

    private static void twoQueues(Bench bench) {
        CommandQueue other = bench.keep(bench.backend().newQueue());
        SlowWork work = new SlowWork(bench);
        for (int round = 1; round < 4; round++) {
            work.enqueue(bench.queue(), round);
            other.waitFor(bench.queue().signal());
            other.fill(work.result(), 10, 5, (byte) 0x7E);
            byte[] expected = work.expected(round);
            Arrays.fill(expected, 10, 15, (byte) 0x7E);
            Require.bytes(other, work.result(), expected, Check.FENCE, "what one queue wrote behind another's fence");
            bench.queue().waitFor(other.signal());
        }
        bench.queue().await();
    }

    private static void pingPong(Bench bench) {
        CommandQueue[] queues = {bench.queue(), bench.keep(bench.backend().newQueue())};
        DeviceBuffer[] buffers = {bench.buffer(1 << 16), bench.buffer(1 << 16)};
        byte[] model = bench.variety().pattern(1 << 16, 0);
        queues[0].upload(bench.alive(Host.bytes(model)), buffers[0], 0);
        for (int i = 0; i < 40; i++) {
            CommandQueue now = queues[i % 2];
            now.copy(buffers[i % 2], 0, buffers[1 - i % 2], 0, 1 << 16);
            now.fill(buffers[1 - i % 2], 100L * i, 77, (byte) i);
            Arrays.fill(model, i * 100, i * 100 + 77, (byte) i);
            queues[1 - i % 2].waitFor(now.signal());
        }
        Require.bytes(queues[0], buffers[0], model, Check.FENCE, "a buffer handed between two queues 40 times");
        queues[1].await();
    }

    private static void join(Bench bench) {
        List<SlowWork> works = new ArrayList<>();
        DeviceBuffer joined = bench.buffer(192);
        byte[] expected = new byte[192];
        for (int i = 0; i < 3; i++) {
            CommandQueue queue = bench.keep(bench.backend().newQueue());
            works.add(new SlowWork(bench));
            works.get(i).enqueue(queue, 7 + i);
            bench.queue().waitFor(queue.signal());
            bench.queue().copy(works.get(i).result(), 0, joined, 64L * i, 64);
            System.arraycopy(works.get(i).expected(7 + i), 0, expected, 64 * i, 64);
        }
        Require.bytes(
                bench.queue(), joined, expected, Check.FENCE, "the work of three queues that a fourth waited for");
    }

    private static void operators(Bench bench) {
        SumFixture sum = new SumFixture(bench, 33, 65);
        DeviceBuffer kept = bench.buffer(33 * 65 * 4);
        for (int seed = 1; seed < 6; seed++) {
            sum.set(bench.queue(), seed);
            sum.enqueue(bench.queue());
            bench.queue().copy(sum.out().buffer(), 0, kept, 0, 33 * 65 * 4);
            sum.set(bench.queue(), 100);
            sum.poison(bench.queue());
            Require.bytes(
                    bench.queue(), kept, sum.expected(seed), Check.QUEUE, "a sum copied before it was overwritten");
        }
    }
}
