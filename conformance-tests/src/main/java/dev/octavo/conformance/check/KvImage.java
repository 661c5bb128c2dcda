package dev.octavo.conformance.check;

import dev.octavo.conformance.oracle.NumberFormat;
import dev.octavo.conformance.oracle.RowOracle;
import dev.octavo.conformance.oracle.Tensor;
import dev.octavo.spi.op.KvCacheSpec;
import java.util.Arrays;

/** What a cache has to hold: the elements of every block of every layer. Where storing has some freedom, the numbers that it starts from instead. */
final class KvImage {

    /** How near to a tie both of its sides are right. */
    private static final double NEAR_TIE = 0x1p-16;

    private final CanonicalBlock canonical;
    private final int perLayer;
    private final double[][] blocks;

    /** For elements of rows that were quantised, the exact quotient; at the first element of such a row's scale, the exact scale; else NaN. */
    private final double[][] targets;

    KvImage(KvCacheSpec spec) {
        this.canonical = new CanonicalBlock(spec.layout());
        this.perLayer = spec.blocks();
        this.blocks = new double[spec.layers() * perLayer][];
        this.targets = new double[blocks.length][canonical.isScaled() ? canonical.size() : 0];
    }

    /** Sets the blocks of a layer. */
    void set(int layer, double[][] layerBlocks) {
        for (int block = 0; block < perLayer; block++) {
            blocks[layer * perLayer + block] = layerBlocks[block].clone();
            Arrays.fill(targets[layer * perLayer + block], Double.NaN);
        }
    }

    /** Stores the key or value of a token. */
    void append(int layer, int block, int position, boolean value, Tensor from, int token) {
        int columns = canonical.columns(value);
        for (int head = 0; head < from.rows(); head++) {
            int at = canonical.row(value, position, head);
            int first = (token * from.rows() + head) * columns;
            if (canonical.isScaled()) {
                quantise(targets[layer * perLayer + block], from.values(), first, columns, at);
                double largest = RowOracle.largest(from.values(), first, columns);
                targets[layer * perLayer + block][canonical.scale(value, position, head)] = RowOracle.scale(largest);
            } else {
                NumberFormat format = NumberFormat.of(canonical.layout().type());
                for (int i = 0; i < columns; i++) {
                    blocks[layer * perLayer + block][at + i] = format.round(from.values()[first + i]);
                }
            }
        }
    }

    private static void quantise(double[] target, double[] from, int first, int columns, int at) {
        double largest = RowOracle.largest(from, first, columns);
        for (int i = 0; i < columns; i++) {
            target[at + i] = RowOracle.quotient(from[first + i], largest);
        }
    }

    /** Copies a block of a layer over another one. */
    void copy(int layer, int from, int to) {
        blocks[layer * perLayer + to] = blocks[layer * perLayer + from].clone();
        targets[layer * perLayer + to] = targets[layer * perLayer + from].clone();
    }

    /** Exchanges two blocks of a layer. */
    void swap(int layer, int first, int second) {
        for (double[][] all : new double[][][] {blocks, targets}) {
            double[] kept = all[layer * perLayer + first];
            all[layer * perLayer + first] = all[layer * perLayer + second];
            all[layer * perLayer + second] = kept;
        }
    }

    /** Compares all blocks, as a matrix with a row for each. */
    void judge(Judge judge, TestTensor exported) {
        double[] expected = new double[exported.size()];
        double[] got = exported.after().values();
        int size = canonical.size();
        for (int block = 0; block < blocks.length; block++) {
            System.arraycopy(blocks[block], 0, expected, block * size, size);
            if (canonical.isScaled()) {
                judgeQuantised(Arrays.copyOfRange(got, block * size, (block + 1) * size), block, expected);
            }
        }
        judge.compareBits(exported, exported.before().with(expected));
    }

    /** Judges rows that were quantised, and takes what is right over into what is expected. */
    private void judgeQuantised(double[] got, int block, double[] expected) {
        int size = canonical.size();
        for (int i = 0; i < size; i++) {
            double target = targets[block][i];
            if (Double.isNaN(target)) {
                continue;
            }
            if (canonical.isScale(i)) {
                requireScale(canonical.scaleAt(got, i), target, block, i);
                System.arraycopy(got, i, expected, block * size + i, Float.BYTES);
            } else {
                double slack = Math.abs(target) * NEAR_TIE;
                if (Math.abs(got[i] - target) > 0.5 + slack) {
                    throw new Violation(
                            Check.SCALE,
                            place(block, i) + " is " + got[i] + ", but its number is " + target + " times the scale");
                }
                expected[block * size + i] = got[i];
            }
        }
    }

    private void requireScale(float got, double target, int block, int element) {
        float nearest = (float) target;
        boolean right =
                got == nearest || (target > 0 && (got == Math.nextUp(nearest) || got == Math.nextDown(nearest)));
        if (!right) {
            throw new Violation(
                    Check.SCALE, "the scale at " + place(block, element) + " is " + got + ", expected " + nearest);
        }
    }

    private String place(int block, int element) {
        return "element " + element + " of block " + block % perLayer + " of layer " + block / perLayer;
    }
}
