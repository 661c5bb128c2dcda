package dev.octavo.conformance.check;

import dev.octavo.spi.DeviceBuffer;
import dev.octavo.spi.Plan;
import dev.octavo.spi.TensorRef;
import dev.octavo.spi.op.ActivationFunction;
import dev.octavo.spi.op.ActivationSpec;
import dev.octavo.spi.op.AttentionArgs;
import dev.octavo.spi.op.GatherSpec;
import dev.octavo.spi.op.KvAppendArgs;
import dev.octavo.spi.op.RmsNormSpec;
import dev.octavo.spi.op.RopeSpec;
import dev.octavo.spi.op.SelectSpec;
import dev.octavo.spi.op.TensorOpArgs;
import dev.octavo.spi.op.TensorOpSpec;
import dev.octavo.spi.op.Weights;
import dev.octavo.tensor.DType;
import dev.octavo.tensor.Layout;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Steps without tokens: enqueueing is accepted and nothing is written. */
final class EmptyCases {

    private EmptyCases() {}

    static Stream<ConformanceCase> all() {
        return Stream.of(
                BehaviourCase.of("empty[product]", EmptyCases::product),
                BehaviourCase.of("empty[operators]", EmptyCases::operators),
                BehaviourCase.of("empty[attention]", EmptyCases::attention),
                BehaviourCase.of("empty[cache]", EmptyCases::cache));
    }

    private static void product(Bench bench) {
        ProductFixture product = new ProductFixture(bench, 4, 9, 8);
        Weights weights = product.load(1);
        product.poison(bench.queue());
        product.enqueue(bench.queue(), 0, weights);
        product.requireResult(bench.queue(), product.expected(0, 0, 1), Check.EMPTY, "of no rows");
        GraphCases.capture(bench, sink -> product.enqueue(sink, 0, weights)).ifPresent(graph -> {
            bench.queue().launch(graph);
            product.requireResult(bench.queue(), product.expected(0, 0, 1), Check.EMPTY, "of no rows, captured");
        });
        product.requireRight(bench.queue(), weights, 1, Check.EMPTY, "after one of no rows");
    }

    private static void operators(Bench bench) {
        DType f32 = DType.F32;
        int width = 6;
        DeviceBuffer out = bench.buffer(64);
        DeviceBuffer in = bench.buffer(64);
        bench.queue().fill(out, 0, 64, (byte) 0xFF);
        bench.queue().fill(in, 0, 64, (byte) 0);
        TensorRef none = TensorRef.matrix(in, f32, 0, width);
        TensorRef empty = TensorRef.matrix(out, f32, 0, width);
        TensorRef weight = TensorRef.vector(in, f32, width);
        TensorRef ids = TensorRef.vector(in, DType.I32, 0);
        TensorRef picked = TensorRef.matrix(out, DType.I32, 0, 1);
        run(bench, SumFixture.spec(width), List.of(none, none), empty);
        run(bench, new ActivationSpec(ActivationFunction.SILU, false, width, f32, f32), List.of(none), empty);
        run(bench, new RmsNormSpec(width, 1e-5f, 0, false, f32, f32, f32), List.of(none, weight), empty);
        run(bench, new GatherSpec(width, f32, f32, 1), List.of(TensorRef.matrix(in, f32, 2, width), ids), empty);
        run(bench, new SelectSpec(SelectSpec.Method.ARGMAX, width, 1, f32), List.of(none), picked);
        TensorRef table = TensorRef.matrix(in, f32, 2, 1);
        TensorRef heads = new TensorRef(out, 0, f32, Layout.cube(0, 2, width));
        run(bench, new RopeSpec(width, 2, RopeSpec.Pairing.HALVES, f32), List.of(ids, table, table), heads);
        byte[] poison = new byte[64];
        Arrays.fill(poison, (byte) 0xFF);
        Require.bytes(bench.queue(), out, poison, Check.EMPTY, "a buffer after operators on no rows");
    }

    private static void run(Bench bench, TensorOpSpec spec, List<TensorRef> inputs, TensorRef output) {
        Plan<TensorOpArgs> plan = bench.keep(bench.backend().ops().prepare(spec));
        DeviceBuffer workspace = bench.workspace(plan);
        TensorOpArgs args = new TensorOpArgs(inputs, List.of(output));
        try {
            plan.enqueue(bench.queue(), args, workspace);
            bench.queue().await();
        } catch (RuntimeException e) {
            throw new Violation(Check.EMPTY, spec + " on no rows has to do nothing, but threw " + e);
        }
    }

    private static void attention(Bench bench) {
        DecodeFixture decode = new DecodeFixture(bench);
        AttentionArgs full = decode.args(1);
        decode.poison(bench.queue());
        DeviceBuffer zeros = bench.buffer(64);
        bench.queue().fill(zeros, 0, 64, (byte) 0);
        Layout noTokens = Layout.cube(0, 1, 64);
        // A batch whose only sequence has no token, and one without any sequence.
        for (int sequences = 0; sequences < 2; sequences++) {
            AttentionArgs args = new AttentionArgs(
                    full.query().view(0, noTokens),
                    full.cache(),
                    1,
                    TensorRef.vector(zeros, DType.I32, sequences + 1),
                    TensorRef.vector(zeros, DType.I32, sequences),
                    TensorRef.matrix(zeros, DType.I32, sequences, 1),
                    1,
                    1,
                    Optional.empty(),
                    Optional.empty(),
                    full.out().view(0, noTokens));
            decode.plan().enqueue(bench.queue(), args, decode.workspace());
            bench.queue().await();
        }
        byte[] poison = new byte[Math.toIntExact(decode.out().byteSize())];
        Arrays.fill(poison, (byte) 0xFF);
        Require.bytes(bench.queue(), decode.out(), poison, Check.EMPTY, "the output of attention without tokens");
        decode.requireRight(bench.queue(), Check.EMPTY, "after a batch without tokens");
    }

    private static void cache(Bench bench) {
        DecodeFixture decode = new DecodeFixture(bench);
        DeviceBuffer zeros = bench.buffer(64);
        bench.queue().fill(zeros, 0, 64, (byte) 0);
        TensorRef none = new TensorRef(zeros, 0, DType.F32, Layout.cube(0, 1, 64));
        decode.cache().append(bench.queue(), new KvAppendArgs(1, none, none, TensorRef.vector(zeros, DType.I32, 0)));
        decode.cache().copyBlocks(bench.queue(), TensorRef.matrix(zeros, DType.I32, 0, 2));
        bench.queue().await();
        decode.requireRight(bench.queue(), Check.EMPTY, "after an append of no tokens and copies of no blocks");
    }
}
