package dev.octavo.gpu.op;

import dev.octavo.spi.TensorRef;
import dev.octavo.spi.op.TensorOpArgs;

/**
 * The tensors of one operator, which may be a step of a chain, whose tensors lie somewhere in the middle of the chain's lists.
 *
 * @param args of the whole
 * @param in index of its first input
 * @param out index of its first output
 * @param outputs how many outputs it has
 */
record OpTensors(TensorOpArgs args, int in, int out, int outputs) {

    TensorRef input(int index) {
        return args.inputs().get(in + index);
    }

    TensorRef output(int index) {
        return args.outputs().get(out + index);
    }
}
