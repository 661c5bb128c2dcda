package dev.octavo.conformance.check;

import dev.octavo.conformance.check.AttentionCase.Lengths;
import dev.octavo.conformance.oracle.AttentionOracle;
import dev.octavo.conformance.oracle.NumberFormat;
import dev.octavo.conformance.oracle.RowOracle;
import dev.octavo.conformance.oracle.Tensor;
import dev.octavo.spi.op.AttentionMask;
import dev.octavo.spi.op.KvLayout;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;

/**
 * Sequences of one round: lengths, queries, keys, values, and which block holds what. In the exact pass, every query scores so high with one of the keys it sees that the
 * softmax has only that one: keys are rows of signs, a query is a large multiple of one of them.
 */
final class PagedBatch {

    /** Keeps the scores of all other keys so far below that their share is 0 in f32. */
    private static final double SHARP = 256;

    private final AttentionCase attention;
    private final Fill fill;
    private final KvLayout layout;
    private final List<Lengths> lengths;
    private final List<Tensor> queries = new ArrayList<>();
    private final List<Tensor> keys = new ArrayList<>();
    private final List<Tensor> values = new ArrayList<>();
    private final List<float[]> keyScales = new ArrayList<>();
    private final List<float[]> valueScales = new ArrayList<>();
    private final CanonicalBlock canonical;
    private final int[][] table;

    /** Where the table points for tokens that have left the window of all queries. */
    private final int nullBlock;

    PagedBatch(AttentionCase attention, Fill fill, int round) {
        this.attention = attention;
        this.fill = fill;
        this.layout = attention.cache();
        this.canonical = new CanonicalBlock(layout);
        this.lengths = lengths(round);
        int[] order = fill.shuffled(attention.pool().blocks());
        this.table = new int[lengths.size()][attention.maxBlocks()];
        this.nullBlock = order[1];
        int next = 2;
        for (int i = 0; i < lengths.size(); i++) {
            // Entries past the length are never read: they name a block that nobody has written, or none.
            Arrays.fill(table[i], i % 2 == 0 ? order[0] : Integer.MAX_VALUE - i);
            for (int j = 0; j * layout.blockSize() < lengths.get(i).tokens(); j++) {
                boolean left = (j + 1) * layout.blockSize() <= firstSeen(lengths.get(i));
                table[i][j] = left ? nullBlock : order[next++];
            }
            sequence(lengths.get(i));
        }
    }

    /** The case's lengths in another order, and longer in later rounds; the number of queries stays. */
    private List<Lengths> lengths(int round) {
        List<Lengths> result = new ArrayList<>(attention.batch());
        Collections.rotate(result, round);
        result.replaceAll(l -> new Lengths(
                l.queries(),
                l.tokens() == 0 ? 0 : Math.min(attention.maxTokens(), l.tokens() + fill.integer(0, 5) * round)));
        return result;
    }

    /** First token that some query of a sequence sees. */
    private int firstSeen(Lengths l) {
        int first = 0;
        while (l.queries() > 0 && !AttentionOracle.sees(attention.mask(), l.tokens() - l.queries(), first)) {
            first++;
        }
        return first;
    }

    private void sequence(Lengths l) {
        NumberFormat format = NumberFormat.of(layout.type());
        Tensor key = new Tensor(
                l.tokens(),
                layout.kvHeads(),
                layout.keyDim(),
                new double[l.tokens() * layout.kvHeads() * layout.keyDim()]);
        Tensor value = new Tensor(
                l.tokens(),
                layout.kvHeads(),
                layout.valueDim(),
                new double[l.tokens() * layout.kvHeads() * layout.valueDim()]);
        float[] scales = scales(key, 6, 2);
        for (int i = 0; i < key.values().length; i++) {
            key.values()[i] = fill.exact()
                    ? sign(i / layout.keyDim() / layout.kvHeads(), i % layout.keyDim())
                    : canonical.isScaled() ? step(scales, i, key) : format.round(fill.number(2));
        }
        keyScales.add(scales);
        scales = scales(value, 4, 1);
        for (int i = 0; i < value.values().length; i++) {
            value.values()[i] = layout.valueInKey()
                    ? keyPart(key, i)
                    : canonical.isScaled() && !fill.exact()
                            ? step(scales, i, value)
                            : format.round(fill.number(fill.exact() ? 7 : 1));
        }
        valueScales.add(scales);
        keys.add(key);
        values.add(value);
        queries.add(query(l));
    }

    /** A scale for each row, under which numbers up to a limit are at most 127 steps; in the exact pass a power of two of which integers are multiples. */
    private float[] scales(Tensor rows, int smallest, double limit) {
        float[] scales = new float[canonical.isScaled() ? rows.allRows() : 0];
        for (int i = 0; i < scales.length; i++) {
            scales[i] = fill.exact()
                    ? Math.scalb(1f, -fill.integer(0, smallest + 1))
                    : (float) (limit * fill.between(0.1, 1) / RowOracle.STEPS);
        }
        return scales;
    }

    /** Some multiple of its row's scale. */
    private double step(float[] scales, int i, Tensor rows) {
        return (double) scales[i / rows.columns()] * fill.integer(-RowOracle.STEPS, RowOracle.STEPS + 1);
    }

    private double keyPart(Tensor key, int i) {
        return key.values()[i / layout.valueDim() * layout.keyDim() + i % layout.valueDim()];
    }

    /** Digit of a token's number in binary, as a sign; different for all tokens that a case can have. */
    private static double sign(int token, int digit) {
        return (token >> digit % 12 & 1) == 1 ? 1 : -1;
    }

    private Tensor query(Lengths l) {
        NumberFormat format = NumberFormat.of(attention.query());
        int heads = attention.queryHeads();
        int keyDim = layout.keyDim();
        double[] query = new double[l.queries() * heads * keyDim];
        double factor = Math.scalb(1.0, Math.getExponent(SHARP / 2 * Math.sqrt(keyDim)) + 1);
        for (int row = 0; row < l.queries() * heads; row++) {
            int chosen = fill.exact() ? chooseSeen(l.tokens() - l.queries() + row / heads, l.tokens()) : 0;
            for (int d = 0; d < keyDim; d++) {
                query[row * keyDim + d] = fill.exact() ? factor * sign(chosen, d) : format.round(fill.number(2));
            }
        }
        return new Tensor(l.queries(), heads, keyDim, query);
    }

    /** One of the keys that a query sees; often the first or the last, where masks go wrong. */
    private int chooseSeen(int position, int tokens) {
        AttentionMask mask = attention.mask();
        int first = 0;
        while (!AttentionOracle.sees(mask, position, first)) {
            first++;
        }
        int last = tokens - 1;
        while (!AttentionOracle.sees(mask, position, last)) {
            last--;
        }
        return switch (fill.integer(0, 4)) {
            case 0 -> first;
            case 1 -> last;
            default -> fill.integer(first, last + 1);
        };
    }

    List<Lengths> lengths() {
        return lengths;
    }

    int[][] table() {
        return table;
    }

    List<Tensor> queries() {
        return queries;
    }

    List<Tensor> keys() {
        return keys;
    }

    List<Tensor> values() {
        return values;
    }

    /** Every block of the layer in canonical order; slots that no token has hold NaN, in I8 as their scale. */
    double[][] blocks() {
        double[][] blocks = new double[attention.pool().blocks()][];
        Arrays.setAll(blocks, block -> canonical.unset());
        blocks[nullBlock] = canonical.random(fill, 7);
        for (int i = 0; i < lengths.size(); i++) {
            for (int token = 0; token < lengths.get(i).tokens(); token++) {
                if (table[i][token / layout.blockSize()] == nullBlock) {
                    continue;
                }
                double[] block = blocks[table[i][token / layout.blockSize()]];
                int position = token % layout.blockSize();
                put(false, keys.get(i), keyScales.get(i), token, block, position);
                if (!layout.valueInKey()) {
                    put(true, values.get(i), valueScales.get(i), token, block, position);
                }
            }
        }
        return blocks;
    }

    private void put(boolean value, Tensor from, float[] scales, int token, double[] block, int position) {
        for (int head = 0; head < from.rows(); head++) {
            int row = token * from.rows() + head;
            int at = canonical.row(value, position, head);
            for (int i = 0; i < from.columns(); i++) {
                double number = from.values()[row * from.columns() + i];
                // A product of 7 and of 24 bits, so the quotient is exact.
                block[at + i] = canonical.isScaled() ? number / scales[row] : number;
            }
            if (canonical.isScaled()) {
                canonical.putScale(block, canonical.scale(value, position, head), scales[row]);
            }
        }
    }
}
