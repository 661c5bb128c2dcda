package dev.octavo.conformance.check;

import dev.octavo.spi.DeviceBuffer;
import dev.octavo.spi.Plan;
import dev.octavo.spi.TensorRef;
import dev.octavo.spi.op.GemmArgs;
import dev.octavo.spi.op.KvCache;
import dev.octavo.spi.op.KvCacheSpec;
import dev.octavo.spi.op.KvLayout;
import dev.octavo.spi.op.TensorOpArgs;
import dev.octavo.spi.op.WeightSource;
import dev.octavo.spi.op.Weights;
import dev.octavo.tensor.DType;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.stream.Stream;

/** Plans are used again and again: on other tensors, of other extents, with other weights, through several queues. */
final class PlanCases {

    private PlanCases() {}

    static Stream<ConformanceCase> all() {
        return Stream.of(
                BehaviourCase.filled(
                        "plan[twins give the same bits]", (bench, fill) -> new TwinBits(bench, fill).check()),
                BehaviourCase.of("plan[other extents each time]", PlanCases::extents),
                BehaviourCase.of("plan[other weights each time]", PlanCases::weights),
                BehaviourCase.of("plan[other tensors each time]", PlanCases::tensors),
                BehaviourCase.of("plan[other layers each time]", PlanCases::layers),
                BehaviourCase.of("plan[two caches]", PlanCases::caches),
                BehaviourCase.of("plan[two plans of one spec]", PlanCases::twins),
                BehaviourCase.of("plan[weights of a source that changes]", PlanCases::unstableSource),
                BehaviourCase.of("plan[weights say what they are]", PlanCases::weightFacts),
                BehaviourCase.of("plan[caches say what they are]", PlanCases::cacheFacts),
                BehaviourCase.of("plan[a workspace of exactly the size]", PlanCases::workspace));
    }

    private static void extents(Bench bench) {
        ProductFixture product = new ProductFixture(bench, 40, 35, 19);
        Weights weights = product.load(4);
        for (int rows : new int[] {1, 40, 2, 33, 7, 1, 16, 39}) {
            product.set(bench.queue(), rows);
            product.poison(bench.queue());
            product.enqueue(bench.queue(), rows, weights);
            product.requireResult(
                    bench.queue(),
                    product.expected(rows, rows, 4),
                    Check.PLAN,
                    "of " + rows + " rows by a plan for 40");
        }
    }

    private static void weights(Bench bench) {
        ProductFixture product = new ProductFixture(bench, 3, 18, 32);
        Weights[] weights = {product.load(0), product.load(1), product.load(2)};
        for (int seed : new int[] {0, 1, 2, 1, 0}) {
            product.requireRight(
                    bench.queue(), weights[seed], seed, Check.PLAN, "with the plan's " + seed + ". weights");
        }
        weights[1].close();
        product.requireRight(bench.queue(), weights[2], 2, Check.PLAN, "after other weights were closed");
    }

    private static void tensors(Bench bench) {
        SumFixture first = new SumFixture(bench, 6, 31);
        SumFixture second = new SumFixture(bench, 6, 31);
        for (int seed = 0; seed < 4; seed++) {
            first.poison(bench.queue());
            second.poison(bench.queue());
            first.set(bench.queue(), seed);
            second.set(bench.queue(), seed + 10);
            first.plan().enqueue(bench.queue(), first.args(), first.workspace());
            first.plan().enqueue(bench.queue(), second.args(), first.workspace());
            first.requireResult(bench.queue(), seed, Check.PLAN, "of a plan's first tensors");
            second.requireResult(bench.queue(), seed + 10, Check.PLAN, "of a plan's second tensors");
        }
    }

    private static void layers(Bench bench) {
        DecodeFixture decode = new DecodeFixture(bench);
        decode.set(bench.queue(), 3, 1, 2);
        for (int layer : new int[] {0, 1, 0}) {
            decode.poison(bench.queue());
            decode.enqueue(bench.queue(), layer);
            decode.requireResult(bench.queue(), Check.PLAN, "of layer " + layer, layer, 3, 1, 2);
        }
    }

    private static void caches(Bench bench) {
        DecodeFixture first = new DecodeFixture(bench);
        KvCache second =
                bench.keep(bench.backend().kvCaches().create(first.cache().spec()));
        DeviceBuffer block = bench.buffer(first.cache().spec().layout().blockBytes());
        TensorRef canonical = TensorRef.vector(block, DType.F16, (int) (block.byteSize() / 2));
        bench.queue().fill(block, 0, block.byteSize(), (byte) 0x11);
        for (int i = 0; i < DecodeFixture.BLOCKS; i++) {
            second.importBlock(bench.queue(), 1, i, canonical);
        }
        first.requireRight(bench.queue(), Check.PLAN, "of a cache beside another");
        second.close();
        first.requireRight(bench.queue(), Check.PLAN, "of a cache after another was closed");
    }

    private static void twins(Bench bench) {
        SumFixture sum = new SumFixture(bench, 5, 21);
        Plan<TensorOpArgs> twin = bench.backend().ops().prepare(SumFixture.spec(21));
        Require.that(twin.workspaceBytes() >= 0, Check.PLAN, "workspaceBytes is " + twin.workspaceBytes());
        Require.that(!twin.variant().isBlank(), Check.PLAN, "a plan does not say its variant");
        twin.close();
        twin.close();
        sum.requireRight(bench.queue(), Check.PLAN, "by a plan whose twin was closed");
    }

    private static void unstableSource(Bench bench) {
        ProductFixture product = new ProductFixture(bench, 4, 12, 24);
        MemorySegment values = product.weightValues(6);
        WeightSource source = new WeightSource(List.of(new WeightSource.Part(12, values)), false);
        Weights weights = bench.keep(bench.backend().gemm().load(product.weightSpec(), source, bench.queue()));
        bench.queue().await();
        values.fill((byte) 0xFF);
        product.requireRight(
                bench.queue(), weights, 6, Check.PLAN, "with weights whose source, not stable, changed after loading");
    }

    private static void weightFacts(Bench bench) {
        ProductFixture product = new ProductFixture(bench, 4, 120, 240);
        long before = bench.backend().memory().stats().allocatedBytes();
        MemorySegment values = product.weightValues(6);
        WeightSource source = new WeightSource(List.of(new WeightSource.Part(120, values)), false);
        Weights weights = bench.keep(bench.backend().gemm().load(product.weightSpec(), source, bench.queue()));
        bench.queue().await();
        long grown = bench.backend().memory().stats().allocatedBytes() - before;
        Require.that(weights.spec().equals(product.weightSpec()), Check.PLAN, "weights say they are " + weights.spec());
        Require.that(
                weights.byteSize() >= 0 && grown >= weights.byteSize(),
                Check.STATISTICS,
                "weights hold " + weights.byteSize() + " bytes, of which " + grown + " count as allocated");
        Require.that(
                weights.byteSize() > 0,
                Check.STATISTICS,
                "weights of a source that is not stable hold memory, but byteSize is " + weights.byteSize());
        weights.close();
        weights.close();
        long after = bench.backend().memory().stats().allocatedBytes();
        Require.that(after == before, Check.LEAK, "closed weights leave " + (after - before) + " bytes behind");
    }

    private static void cacheFacts(Bench bench) {
        KvCacheSpec spec = new KvCacheSpec(new KvLayout(2, 64, 16, DType.F16), 3, 11);
        long before = bench.backend().memory().stats().allocatedBytes();
        KvCache cache = bench.keep(bench.backend().kvCaches().create(spec));
        long grown = bench.backend().memory().stats().allocatedBytes() - before;
        Require.that(cache.spec().equals(spec), Check.PLAN, "a cache says it is " + cache.spec());
        Require.that(
                cache.byteSize() >= spec.byteSize() && grown >= cache.byteSize(),
                Check.STATISTICS,
                "a cache of " + spec.byteSize() + " bytes says it holds " + cache.byteSize() + ", of which " + grown
                        + " count as allocated");
        cache.close();
        cache.close();
        long after = bench.backend().memory().stats().allocatedBytes();
        Require.that(after == before, Check.LEAK, "a closed cache leaves " + (after - before) + " bytes behind");
    }

    private static void workspace(Bench bench) {
        ProductFixture product = new ProductFixture(bench, 64, 100, 130);
        Weights weights = product.load(5);
        product.requireRight(bench.queue(), weights, 5, Check.WORKSPACE, "with a workspace of exactly the size");
        if (product.plan().workspaceBytes() > 0) {
            DeviceBuffer small = bench.buffer(product.plan().workspaceBytes() - 1);
            GemmArgs args = product.args(64, weights, product.out());
            Require.refused(
                    Check.WORKSPACE,
                    "a workspace that is one byte too small",
                    () -> product.plan().enqueue(bench.queue(), args, small));
        }
        SumFixture sum = new SumFixture(bench, 64, 100);
        DeviceBuffer larger = bench.buffer(sum.plan().workspaceBytes() + 1000);
        sum.set(bench.queue(), 2);
        sum.poison(bench.queue());
        sum.plan().enqueue(bench.queue(), sum.args(), larger);
        sum.requireResult(bench.queue(), 2, Check.WORKSPACE, "with a workspace that is larger than needed");
    }
}
