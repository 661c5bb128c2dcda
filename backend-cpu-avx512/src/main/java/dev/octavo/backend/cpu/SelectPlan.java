package dev.octavo.backend.cpu;

import dev.octavo.spi.op.SelectSpec;
import dev.octavo.spi.op.TensorOpArgs;
import dev.octavo.tensor.DType;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/** Picks columns of rows: the largest, the {@code count} largest, or one by chance. Scratch: a piece of the row. */
final class SelectPlan extends OpPlan {

    private static final int PIECE = 2048;

    private final SelectSpec spec;
    private final RowsView x = new RowsView(core);
    private final RowsView uniform = new RowsView(core);
    private final RowsView indices = new RowsView(core);
    private final RowsView values = new RowsView(core);
    private final Ranking[] rankings;

    SelectPlan(CpuCore core, SelectSpec spec) {
        super(
                core,
                "select",
                spec.method() == SelectSpec.Method.SAMPLE ? 2 : 1,
                spec.method() == SelectSpec.Method.TOP_K ? 2 : 1);
        this.spec = spec;
        core.scratch().reserve(4L * PIECE);
        rankings = new Ranking[core.pool().threads()];
        for (int i = 0; i < rankings.length; i++) {
            rankings[i] = new Ranking(spec.count());
        }
    }

    @Override
    void bind(TensorOpArgs args, int in, int outAt, int outCount) {
        x.bind("x", args.inputs().get(in), spec.input(), spec.width());
        if (spec.method() == SelectSpec.Method.SAMPLE) {
            uniform.bind("uniform numbers", args.inputs().get(in + 1), DType.F32, x.count());
        }
        indices.bind("indices", args.outputs().get(outAt), DType.I32, spec.count());
        indices.requireRows("indices", x.count());
        if (spec.method() == SelectSpec.Method.TOP_K) {
            values.bind("values", args.outputs().get(outAt + 1), DType.F32, spec.count());
            values.requireRows("values", x.count());
        }
    }

    @Override
    void run() {
        runRows(x.count(), spec.width());
    }

    @Override
    void rows(int worker, int from, int to) {
        MemorySegment m = core.scratch().of(worker);
        for (int row = from; row < to; row++) {
            if (spec.method() == SelectSpec.Method.SAMPLE) {
                putIndex(row, 0, sample(m, row));
            } else {
                rank(m, rankings[worker], row);
            }
        }
    }

    private void rank(MemorySegment m, Ranking ranking, int row) {
        ranking.clear();
        for (int column = 0; column < spec.width(); column += PIECE) {
            int count = Math.min(PIECE, spec.width() - column);
            x.load(x.at(row), column, m, 0, count);
            ranking.offer(m, column, count);
        }
        ranking.sort();
        for (int i = 0; i < spec.count(); i++) {
            putIndex(row, i, ranking.index(i));
            if (spec.method() == SelectSpec.Method.TOP_K) {
                values.segment.set(ValueLayout.JAVA_FLOAT_UNALIGNED, values.at(row) + 4L * i, ranking.value(i));
            }
        }
    }

    private int sample(MemorySegment m, int row) {
        float u = uniform.segment.get(ValueLayout.JAVA_FLOAT_UNALIGNED, uniform.at(0) + 4L * row);
        double total = scan(m, row, Double.POSITIVE_INFINITY, false);
        return (int) scan(m, row, u * total, true);
    }

    /** Adds up a row in order. Returns the column at which the sum exceeds the limit, or the last one with a probability; or the sum. */
    private double scan(MemorySegment m, int row, double limit, boolean wantColumn) {
        double sum = 0;
        int last = 0;
        for (int column = 0; column < spec.width(); column += PIECE) {
            int count = Math.min(PIECE, spec.width() - column);
            x.load(x.at(row), column, m, 0, count);
            for (int i = 0; i < count; i++) {
                float p = m.get(ValueLayout.JAVA_FLOAT_UNALIGNED, 4L * i);
                // Negative numbers and NaN count as 0, and a column of 0 is never the one that crosses the limit.
                if (p > 0) {
                    sum += p;
                    last = column + i;
                    if (sum > limit) {
                        return last;
                    }
                }
            }
        }
        return wantColumn ? last : sum;
    }

    private void putIndex(int row, int choice, int index) {
        indices.segment.set(ValueLayout.JAVA_INT_UNALIGNED, indices.at(row) + 4L * choice, index);
    }
}
