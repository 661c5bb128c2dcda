package dev.octavo.backend.cpu;

import dev.octavo.spi.DeviceBuffer;
import dev.octavo.spi.op.TensorOpArgs;
import org.jspecify.annotations.Nullable;

/** A prepared {@link dev.octavo.spi.op.TensorOps} operator; it may be a step of a chain, whose tensors lie somewhere in the middle of the chain's lists. */
abstract class OpPlan extends CpuPlan<TensorOpArgs> {

    /** Elements below which a second thread does not pay. */
    private static final int MIN_WORK = 1 << 13;

    private static final int TILES_PER_THREAD = 4;

    final int inputs;

    /** Outputs, or -1 for any number from one on. */
    final int outputs;

    private int rowsPerTile = 1;
    private int rowCount;

    OpPlan(CpuCore core, String variant, int inputs, int outputs) {
        super(core, variant);
        this.inputs = inputs;
        this.outputs = outputs;
    }

    /**
     * Takes over the operator's tensors.
     *
     * @param in index of its first input
     * @param out index of its first output
     * @param outCount how many outputs it has
     */
    abstract void bind(TensorOpArgs args, int in, int out, int outCount);

    @Override
    final void bind(TensorOpArgs args, @Nullable DeviceBuffer workspace) {
        int outCount = args.outputs().size();
        if (args.inputs().size() != inputs || (outputs >= 0 ? outCount != outputs : outCount < 1)) {
            throw new IllegalArgumentException(
                    variant() + " takes " + inputs + " inputs and " + (outputs < 0 ? "one or more" : outputs)
                            + " outputs, not " + args.inputs().size() + " and " + outCount);
        }
        bind(args, 0, 0, outCount);
    }

    /** Works on rows {@code [from, to)}. */
    void rows(int worker, int from, int to) {
        throw new IllegalStateException(variant() + " does not work on rows");
    }

    /** Shares rows out among the threads. */
    final void runRows(int count, int width) {
        rowCount = count;
        int tiles = core.pool().threads() * TILES_PER_THREAD;
        rowsPerTile = Math.max(Math.ceilDiv(count, tiles), Math.max(1, MIN_WORK / Math.max(1, width)));
        core.pool().run(this, Math.ceilDiv(count, rowsPerTile));
    }

    @Override
    public void run(int worker, int tile) {
        int from = tile * rowsPerTile;
        rows(worker, from, Math.min(rowCount, from + rowsPerTile));
    }
}
