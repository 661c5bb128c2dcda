package dev.octavo.conformance.reference;

import dev.octavo.conformance.oracle.AttentionOracle;
import dev.octavo.conformance.oracle.Functions;
import dev.octavo.conformance.oracle.Tensor;
import dev.octavo.spi.TensorRef;
import dev.octavo.spi.op.AttentionArgs;
import dev.octavo.spi.op.AttentionSpec;
import java.util.Arrays;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Attention written out again, every step of which a mutant may replace. */
class FaultyAttention {

    /** One run's operands. */
    record Batch(ReferenceBackend right, AttentionSpec spec, AttentionArgs args) {}

    final Batch batch;
    final AttentionSpec spec;
    final AttentionArgs args;
    final ReferenceKvCache cache;
    final int[] starts;
    final int[] lengths;
    final int[] table;
    private final Tensor query;
    private final double @Nullable [] sinks;
    private final double @Nullable [] slopes;

    FaultyAttention(Batch batch) {
        this.batch = batch;
        this.spec = batch.spec();
        this.args = batch.args();
        this.cache = (ReferenceKvCache) args.cache();
        this.starts = Marshal.integers(batch.right(), args.queryStart());
        this.lengths = Marshal.integers(batch.right(), args.sequenceLengths());
        this.table = Marshal.integers(batch.right(), args.blockTable());
        this.query = Marshal.read(batch.right(), args.query());
        this.sinks = numbers(args.sinks());
        this.slopes = numbers(args.alibiSlopes());
    }

    private double @Nullable [] numbers(Optional<TensorRef> ref) {
        return ref.map(known -> Marshal.read(batch.right(), known).values()).orElse(null);
    }

    void run() {
        int valueDim = spec.cache().valueDim();
        Tensor out = Marshal.read(batch.right(), args.out());
        for (int sequence = 0; sequence < lengths.length; sequence++) {
            for (int token = starts[sequence]; token < starts[sequence + 1]; token++) {
                int position = position(sequence, token);
                for (int head = 0; head < spec.queryHeads(); head++) {
                    double[] result = attend(sequence, token, position, head);
                    System.arraycopy(result, 0, out.values(), (token * spec.queryHeads() + head) * valueDim, valueDim);
                }
            }
        }
        Marshal.writeRows(
                batch.right(),
                out,
                args.out(),
                starts[0] * spec.queryHeads(),
                starts[lengths.length] * spec.queryHeads());
    }

    int position(int sequence, int token) {
        return length(sequence) - (starts[sequence + 1] - starts[sequence]) + token - starts[sequence];
    }

    int length(int sequence) {
        return lengths[sequence];
    }

    double[] attend(int sequence, int token, int position, int head) {
        int length = length(sequence);
        double[] scores = new double[length];
        double sink = sinks == null ? Double.NEGATIVE_INFINITY : sink(sinks, head);
        double max = sink;
        for (int j = 0; j < length; j++) {
            scores[j] = sees(position, j) ? score(sequence, token, position, head, j) : Double.NEGATIVE_INFINITY;
            max = Math.max(max, scores[j]);
        }
        double sum = Double.isInfinite(sink) ? 0 : Math.exp(sink - max);
        for (int j = 0; j < length; j++) {
            scores[j] = max == Double.NEGATIVE_INFINITY ? 0 : probability(scores[j] - max);
            sum += scores[j];
        }
        return weighted(sequence, head, scores, sum);
    }

    double probability(double exponent) {
        return Math.exp(exponent);
    }

    double sink(double[] all, int head) {
        return all[head];
    }

    double[] weighted(int sequence, int head, double[] p, double sum) {
        double[] out = new double[spec.cache().valueDim()];
        for (int j = 0; j < p.length; j++) {
            double[] value = value(sequence, j, kvHead(head));
            for (int d = 0; d < out.length && p[j] != 0; d++) {
                out[d] = accumulate(out[d], p[j] / sum * value[d]);
            }
        }
        return out;
    }

    double accumulate(double sum, double term) {
        return sum + term;
    }

    boolean sees(int position, int key) {
        return AttentionOracle.sees(spec.mask(), position, key);
    }

    int kvHead(int head) {
        return head / (spec.queryHeads() / spec.cache().kvHeads());
    }

    double score(int sequence, int token, int position, int head, int j) {
        double[] key = key(sequence, j, kvHead(head));
        double dot = 0;
        int at = (token * spec.queryHeads() + head) * key.length;
        for (int d = 0; d < dimensions(key.length); d++) {
            dot += query.values()[at + d] * key[d];
        }
        double slope = slopes == null ? 0 : slope(slopes, head) * distance(position, j);
        return scored(dot, slope);
    }

    int dimensions(int all) {
        return all;
    }

    double distance(int position, int j) {
        return j - position;
    }

    double slope(double[] all, int head) {
        return all[head];
    }

    double scored(double dot, double slope) {
        return Functions.softCap(spec.scale() * dot, spec.softCap()) + slope;
    }

    int block(int sequence, int j) {
        return table[
                sequence * args.blockTable().layout().columns()
                        + j / spec.cache().blockSize()];
    }

    int slot(int j) {
        return j % spec.cache().blockSize();
    }

    double[] key(int sequence, int j, int kvHead) {
        int numbers = cache.spec().layout().kvHeads() * cache.spec().layout().keyDim();
        double[] all = new double[numbers];
        cache.readKey(args.layer(), block(sequence, j), slot(j), all, 0);
        int dim = spec.cache().keyDim();
        return Arrays.copyOfRange(all, kvHead * dim, (kvHead + 1) * dim);
    }

    double[] value(int sequence, int j, int kvHead) {
        if (spec.cache().valueInKey()) {
            return Arrays.copyOf(key(sequence, j, kvHead), spec.cache().valueDim());
        }
        int dim = spec.cache().valueDim();
        double[] all = new double[spec.cache().kvHeads() * dim];
        cache.readValue(args.layer(), block(sequence, j), slot(j), all, 0);
        return Arrays.copyOfRange(all, kvHead * dim, (kvHead + 1) * dim);
    }
}
