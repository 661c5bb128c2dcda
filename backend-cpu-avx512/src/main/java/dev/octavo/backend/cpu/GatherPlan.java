package dev.octavo.backend.cpu;

import dev.octavo.spi.op.GatherSpec;
import dev.octavo.spi.op.TensorOpArgs;
import dev.octavo.tensor.DType;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/** Picks rows of a table. */
final class GatherPlan extends OpPlan {

    private final GatherSpec spec;
    private final RowsView table = new RowsView(core);
    private final RowsView ids = new RowsView(core);
    private final RowsView out = new RowsView(core);

    GatherPlan(CpuCore core, GatherSpec spec) {
        super(core, "gather", 2, 1);
        this.spec = spec;
        core.scratch().reserve(4L * Lanes.roundUp(spec.width()));
    }

    @Override
    void bind(TensorOpArgs args, int in, int outAt, int outCount) {
        table.bind("table", args.inputs().get(in), spec.table(), spec.width());
        ids.bind("ids", args.inputs().get(in + 1), DType.I32);
        out.bind("out", args.outputs().get(outAt), spec.output(), spec.width());
        out.requireRows("out", ids.columns);
    }

    @Override
    void run() {
        runRows(out.count(), spec.width());
    }

    @Override
    void rows(int worker, int from, int to) {
        MemorySegment m = core.scratch().of(worker);
        for (int row = from; row < to; row++) {
            int id = ids.segment.get(ValueLayout.JAVA_INT_UNALIGNED, ids.at(0) + 4L * row);
            if (id < 0 || id >= table.count()) {
                Padding.zero(m, 0, 0, spec.width());
            } else {
                table.load(table.at(id), 0, m, 0, spec.width());
                if (spec.scale() != 1f) {
                    RowKernels.scale(m, 0, spec.width(), spec.scale(), 0f);
                }
            }
            out.store(m, 0, out.at(row), 0, spec.width());
        }
    }
}
