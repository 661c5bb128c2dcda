package dev.octavo.spi.op;

import dev.octavo.spi.TensorRef;
import java.util.List;

/**
 * Tensors of an operator, in the order that its spec states.
 *
 * @param inputs tensors that are read
 * @param outputs tensors that are written, or read and written where the spec says so
 */
public record TensorOpArgs(List<TensorRef> inputs, List<TensorRef> outputs) {

    /** Keeps copies. */
    public TensorOpArgs {
        inputs = List.copyOf(inputs);
        outputs = List.copyOf(outputs);
    }
}
