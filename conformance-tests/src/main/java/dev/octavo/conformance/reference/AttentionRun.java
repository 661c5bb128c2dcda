package dev.octavo.conformance.reference;

import dev.octavo.conformance.oracle.AttentionOracle;
import dev.octavo.conformance.oracle.Tensor;
import dev.octavo.spi.DeviceException;
import dev.octavo.spi.op.AttentionArgs;
import dev.octavo.spi.op.AttentionSpec;
import dev.octavo.spi.op.KvLayout;
import java.util.Arrays;

/** One run of attention: takes each sequence's keys and values out of the blocks and asks the oracle. */
final class AttentionRun {

    private final ReferenceBackend owner;
    private final AttentionSpec spec;
    private final AttentionArgs args;
    private final ReferenceKvCache cache;

    AttentionRun(ReferenceBackend owner, AttentionSpec spec, AttentionArgs args) {
        this.owner = owner;
        this.spec = spec;
        this.args = args;
        this.cache = (ReferenceKvCache) args.cache();
    }

    void run() {
        Tensor query = Marshal.read(owner, args.query());
        int[] starts = Marshal.offsets(owner, args.queryStart(), query.batch(), "query starts");
        int[] lengths = Marshal.integers(owner, args.sequenceLengths());
        int[] table = Marshal.integers(owner, args.blockTable());
        int maxBlocks = args.blockTable().layout().columns();
        AttentionOracle oracle = ReferenceAttention.oracle(owner, spec, args);
        Tensor out = new Tensor(
                query.batch(),
                spec.queryHeads(),
                spec.cache().valueDim(),
                new double[query.batch() * spec.queryHeads() * spec.cache().valueDim()]);
        for (int i = 0; i < lengths.length; i++) {
            int queries = starts[i + 1] - starts[i];
            if (queries == 0) {
                continue;
            }
            checkLengths(i, queries, lengths[i], maxBlocks);
            int[] blocks = Arrays.copyOfRange(table, i * maxBlocks, (i + 1) * maxBlocks);
            Tensor result =
                    oracle.run(slice(query, starts[i], queries), keys(blocks, lengths[i]), values(blocks, lengths[i]));
            System.arraycopy(
                    result.values(),
                    0,
                    out.values(),
                    starts[i] * result.rows() * result.columns(),
                    result.values().length);
        }
        Marshal.writeRows(
                owner, out, args.out(), starts[0] * spec.queryHeads(), starts[lengths.length] * spec.queryHeads());
    }

    private void checkLengths(int sequence, int queries, int length, int maxBlocks) {
        if (queries > args.maxQueryLength()
                || length > args.maxSequenceLength()
                || length < queries
                || length > (long) maxBlocks * spec.cache().blockSize()) {
            throw new DeviceException("sequence " + sequence + " has " + queries + " queries and " + length
                    + " tokens; allowed are " + args.maxQueryLength() + " queries, " + args.maxSequenceLength()
                    + " tokens, no more queries than tokens, and " + maxBlocks + " blocks of "
                    + spec.cache().blockSize());
        }
    }

    private static Tensor slice(Tensor query, int first, int count) {
        int numbers = query.rows() * query.columns();
        double[] values = Arrays.copyOfRange(query.values(), first * numbers, (first + count) * numbers);
        return new Tensor(count, query.rows(), query.columns(), values);
    }

    private Tensor keys(int[] blocks, int length) {
        KvLayout layout = spec.cache();
        double[] keys = new double[length * layout.kvHeads() * layout.keyDim()];
        for (int token = 0; token < length; token++) {
            int block = blocks[token / layout.blockSize()];
            cache.readKey(
                    args.layer(), block, token % layout.blockSize(), keys, token * layout.kvHeads() * layout.keyDim());
        }
        return new Tensor(length, layout.kvHeads(), layout.keyDim(), keys);
    }

    private Tensor values(int[] blocks, int length) {
        KvLayout layout = spec.cache();
        if (layout.valueInKey()) {
            return headOfKeys(keys(blocks, length));
        }
        double[] values = new double[length * layout.kvHeads() * layout.valueDim()];
        for (int token = 0; token < length; token++) {
            int block = blocks[token / layout.blockSize()];
            cache.readValue(
                    args.layer(),
                    block,
                    token % layout.blockSize(),
                    values,
                    token * layout.kvHeads() * layout.valueDim());
        }
        return new Tensor(length, layout.kvHeads(), layout.valueDim(), values);
    }

    private Tensor headOfKeys(Tensor keys) {
        int valueDim = spec.cache().valueDim();
        double[] values = new double[keys.allRows() * valueDim];
        for (int row = 0; row < keys.allRows(); row++) {
            System.arraycopy(keys.values(), row * keys.columns(), values, row * valueDim, valueDim);
        }
        return new Tensor(keys.batch(), keys.rows(), valueDim, values);
    }
}
