package dev.octavo.gpu.op;

import dev.octavo.gpu.core.GpuBuffer;
import dev.octavo.gpu.core.GpuCore;
import dev.octavo.gpu.core.GpuPlan;
import dev.octavo.gpu.core.GpuSink;
import dev.octavo.spi.op.TensorOpArgs;
import org.jspecify.annotations.Nullable;

/** A prepared {@link dev.octavo.spi.op.TensorOps} operator. */
abstract class OpPlan extends GpuPlan<TensorOpArgs> {

    final int inputs;

    /** Outputs, or -1 for any number from one on. */
    final int outputs;

    OpPlan(GpuCore core, String variant, int inputs, int outputs) {
        super(core, variant);
        this.inputs = inputs;
        this.outputs = outputs;
    }

    /** Throws {@link IllegalArgumentException} unless the tensors fit. */
    abstract void check(OpTensors tensors);

    /** Enqueues the kernels; the tensors were checked. */
    abstract void launch(GpuSink sink, OpTensors tensors);

    @Override
    protected final void enqueue(GpuSink sink, TensorOpArgs args, @Nullable GpuBuffer workspace) {
        int count = args.outputs().size();
        if (args.inputs().size() != inputs || (outputs >= 0 ? count != outputs : count < 1)) {
            throw new IllegalArgumentException(
                    variant() + " takes " + inputs + " inputs and " + (outputs < 0 ? "one or more" : outputs)
                            + " outputs, not " + args.inputs().size() + " and " + count);
        }
        OpTensors tensors = new OpTensors(args, 0, 0, count);
        check(tensors);
        launch(sink, tensors);
    }
}
