package dev.octavo.backend.scalar;

import dev.octavo.spi.op.*;
import dev.octavo.tensor.*;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Causal attention in two passes: scores, then the weighted sum of the values. */
record ScalarAttention(ScalarBackend backend) implements Attention, ScalarPlan.Family<AttentionSpec, AttentionArgs> {

    @Override
    public @Nullable Consumer<AttentionArgs> body(AttentionSpec spec) {
        boolean f32 = spec.query() == DType.F32 && spec.output() == DType.F32;
        boolean plain = spec.softCap() == 0 && !spec.sinks() && !spec.alibi();
        boolean causal = spec.mask().equals(new AttentionMask.Causal());
        return f32 && plain && causal && ScalarKvCache.holds(spec.cache()) ? args -> run(spec, args) : null;
    }

    private void run(AttentionSpec spec, AttentionArgs args) {
        ScalarKvCache cache = Life.own(backend, ScalarKvCache.class, args.cache());
        Objects.checkIndex(args.layer(), cache.spec().layers());
        int sequences = args.sequenceLengths().layout().columns();
        boolean inside = sequences <= spec.maxSequences() && args.maxQueryLength() <= spec.maxQueryLength();
        boolean bare = args.sinks().isEmpty() && args.alibiSlopes().isEmpty();
        if (!inside || !bare || !cache.spec().layout().equals(spec.cache())) {
            throw new IllegalArgumentException("a batch, a cache or operands that the plan is not for: " + args);
        }
        int tokens = args.query().layout().batch();
        int dim = spec.cache().keyDim();
        Tensor query = Tensor.of(backend, "query", args.query(), DType.F32, tokens, spec.queryHeads(), dim);
        Tensor out = Tensor.of(backend, "out", args.out(), DType.F32, tokens, spec.queryHeads(), dim);
        Tensor starts = Tensor.of(backend, "queryStart", args.queryStart(), DType.I32, 1, sequences + 1);
        Tensor lengths = Tensor.of(backend, "sequenceLengths", args.sequenceLengths(), DType.I32, 1, sequences);
        Tensor table = Tensor.of(backend, "blockTable", args.blockTable(), DType.I32, sequences, Tensor.ANY);
        for (int sequence = 0; sequence < sequences; sequence++) {
            int first = starts.integer(0, sequence);
            int end = starts.integer(0, sequence + 1);
            int group = spec.queryHeads() / spec.cache().kvHeads();
            for (int head = 0; first < end && head < spec.cache().kvHeads(); head++) {
                int length = lengths.integer(0, sequence);
                float[][] keys = cache.read(args.layer(), head, false, table, sequence, length);
                float[][] values = cache.read(args.layer(), head, true, table, sequence, length);
                for (int token = first; token < end; token++) {
                    int seen = length - end + token + 1;
                    for (int h = head * group; h < (head + 1) * group; h++) {
                        out.row(token, h, attend(query.row(token, h), keys, values, seen, spec.scale()));
                    }
                }
            }
        }
    }

    /** One query over the first keys; the rest is not looked at, whatever it holds. */
    private static float[] attend(float[] query, float[][] keys, float[][] values, int seen, float scale) {
        double[] scores = new double[seen];
        double largest = Double.NEGATIVE_INFINITY;
        for (int i = 0; i < seen; i++) {
            scores[i] = scale * ScalarGemm.dot(query, keys[i]);
            largest = Math.max(largest, scores[i]);
        }
        double sum = 0;
        double[] weighted = new double[query.length];
        for (int i = 0; i < seen; i++) {
            double weight = Math.exp(scores[i] - largest);
            sum += weight;
            for (int d = 0; d < weighted.length; d++) {
                weighted[d] += weight * values[i][d];
            }
        }
        float[] out = new float[weighted.length];
        for (int d = 0; d < out.length; d++) {
            out[d] = (float) (weighted[d] / sum);
        }
        return out;
    }
}
