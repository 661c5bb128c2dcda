package dev.octavo.spi.op;

import java.util.List;

/**
 * Several operators as one, for backends that can fuse them. Equal in effect to its steps run in order.
 *
 * <p>Inputs: those of the steps, one step after the other. Outputs likewise. A tensor that one step writes and a later one reads appears in both lists.
 *
 * @param steps at least two, none of them a chain
 */
public record ChainSpec(List<TensorOpSpec> steps) implements TensorOpSpec {

    /** Keeps a copy; refuses chains of chains. */
    public ChainSpec {
        steps = List.copyOf(steps);
        if (steps.size() < 2 || steps.stream().anyMatch(ChainSpec.class::isInstance)) {
            throw new IllegalArgumentException("a chain has at least two steps, none of them a chain");
        }
    }
}
