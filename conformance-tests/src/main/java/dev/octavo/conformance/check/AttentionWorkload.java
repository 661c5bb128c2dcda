package dev.octavo.conformance.check;

import dev.octavo.conformance.check.AttentionCase.Lengths;
import dev.octavo.conformance.check.TestTensor.Role;
import dev.octavo.conformance.oracle.AttentionOracle;
import dev.octavo.conformance.oracle.Tensor;
import dev.octavo.spi.CommandQueue;
import dev.octavo.spi.CommandSink;
import dev.octavo.spi.DeviceBuffer;
import dev.octavo.spi.Plan;
import dev.octavo.spi.TensorRef;
import dev.octavo.spi.op.AttentionArgs;
import dev.octavo.spi.op.AttentionSpec;
import dev.octavo.spi.op.KvCache;
import dev.octavo.tensor.DType;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Attention over the second layer of a cache whose first layer holds nothing but NaN. */
final class AttentionWorkload implements Workload {

    private static final int LAYER = 1;
    private static final int[] EMPTY = {0, -7, Integer.MAX_VALUE};

    private final AttentionCase attention;
    private final AttentionSpec spec;
    private final TestTensor query;
    private final TestTensor starts;
    private final TestTensor lengths;
    private final TestTensor table;
    private final @Nullable TestTensor sinks;
    private final @Nullable TestTensor slopes;
    private final TestTensor out;
    private final KvCache cache;
    private final CacheContent content;
    private final Plan<AttentionArgs> plan;
    private final @Nullable DeviceBuffer workspace;
    private int round;
    private @Nullable PagedBatch batch;

    AttentionWorkload(AttentionCase attention, Bench bench) {
        this.attention = attention;
        this.spec = attention.spec();
        int sequences = attention.batch().size();
        int tokens = attention.queries() + attention.extras().padding();
        boolean strided = attention.extras().strided();
        this.query = bench.heads(
                "query",
                Role.INPUT,
                spec.query(),
                tokens,
                spec.queryHeads(),
                spec.cache().keyDim(),
                strided);
        this.starts = bench.vector("queryStart", DType.I32, sequences + 1);
        this.lengths = bench.vector("sequenceLengths", DType.I32, sequences);
        this.table = bench.matrix("blockTable", Role.INPUT, DType.I32, sequences, attention.maxBlocks(), strided);
        this.sinks = spec.sinks() ? bench.vector("sinks", DType.F32, spec.queryHeads()) : null;
        this.slopes = spec.alibi() ? bench.vector("slopes", DType.F32, spec.queryHeads()) : null;
        this.out = bench.heads(
                "out",
                Role.OUTPUT,
                spec.output(),
                tokens,
                spec.queryHeads(),
                spec.cache().valueDim(),
                strided);
        this.cache = bench.keep(bench.backend().kvCaches().create(attention.pool()));
        this.content = new CacheContent(bench, cache);
        this.plan = bench.keep(bench.backend().attention().prepare(spec));
        this.workspace = bench.workspace(plan);
    }

    @Override
    public void fill(Fill fill) {
        PagedBatch next = new PagedBatch(attention, fill, round++);
        batch = next;
        List<Double> queries = new ArrayList<>();
        double[] first = new double[next.lengths().size() + 1];
        double[] tokens = new double[next.lengths().size()];
        for (int i = 0; i < tokens.length; i++) {
            Lengths l = next.lengths().get(i);
            first[i + 1] = first[i] + l.queries();
            // What an empty sequence says of itself is not looked at.
            tokens[i] = l.queries() == 0 ? EMPTY[i % EMPTY.length] : l.tokens();
            for (double number : next.queries().get(i).values()) {
                queries.add(number);
            }
        }
        while (queries.size() < query.size()) {
            queries.add(Double.NaN);
        }
        query.set(queries.stream().mapToDouble(Double::doubleValue).toArray());
        starts.set(first);
        lengths.set(tokens);
        table.set(flat(next.table()));
        for (TestTensor vector : new TestTensor[] {sinks, slopes}) {
            if (vector != null) {
                vector.set(Numbers.between(-1, 1).of(fill, vector));
            }
        }
        content.set(LAYER, next.blocks());
    }

    private static double[] flat(int[][] rows) {
        List<Double> numbers = new ArrayList<>();
        for (int[] row : rows) {
            for (int number : row) {
                numbers.add((double) number);
            }
        }
        return numbers.stream().mapToDouble(Double::doubleValue).toArray();
    }

    @Override
    public void stage(CommandQueue queue) {
        content.stage(queue);
    }

    @Override
    public void enqueue(CommandSink sink) {
        AttentionArgs args = new AttentionArgs(
                query.ref(),
                cache,
                LAYER,
                starts.ref(),
                lengths.ref(),
                table.ref(),
                spec.maxQueryLength(),
                attention.maxTokens(),
                reference(sinks),
                reference(slopes),
                out.ref());
        plan.enqueue(sink, args, workspace);
    }

    private static Optional<TensorRef> reference(@Nullable TestTensor tensor) {
        return Optional.ofNullable(tensor).map(TestTensor::ref);
    }

    @Override
    public void judge(Judge judge) {
        PagedBatch current = Objects.requireNonNull(batch);
        double[] sinkValues = sinks == null ? null : sinks.before().values();
        double[] slopeValues = slopes == null ? null : slopes.before().values();
        AttentionOracle oracle = new AttentionOracle(spec, sinkValues, slopeValues);
        AttentionBounds bounds = new AttentionBounds(spec, oracle, slopeValues);
        double[] expected = new double[out.size()];
        double[] error = new double[out.size()];
        int at = 0;
        for (int i = 0; i < current.lengths().size(); i++) {
            if (current.lengths().get(i).queries() == 0) {
                continue;
            }
            Tensor queries = current.queries().get(i);
            Tensor keys = current.keys().get(i);
            Tensor attended = oracle.run(queries, keys, current.values().get(i));
            double[] allowed = bounds.error(queries, keys, current.values().get(i));
            System.arraycopy(attended.values(), 0, expected, at, allowed.length);
            System.arraycopy(allowed, 0, error, at, allowed.length);
            at += allowed.length;
        }
        Tensor result = out.before().with(expected);
        judge.compareRows(out, result, error, 0, attention.queries() * spec.queryHeads());
    }
}
