package dev.octavo.conformance.reference;

import dev.octavo.spi.TensorRef;
import dev.octavo.spi.op.ChainSpec;
import dev.octavo.spi.op.RopeSpec;
import dev.octavo.spi.op.TensorOpArgs;
import dev.octavo.spi.op.TensorOpSpec;
import java.util.ArrayList;
import java.util.List;

/**
 * One operator with its own tensors, taken out of a chain.
 *
 * @param spec no chain
 * @param args its tensors
 */
record ChainStep(TensorOpSpec spec, TensorOpArgs args) {

    /** The steps of a chain, or the one operator itself. */
    static List<ChainStep> split(TensorOpSpec spec, TensorOpArgs args) {
        if (!(spec instanceof ChainSpec(List<TensorOpSpec> specs))) {
            return List.of(new ChainStep(spec, args));
        }
        int fixed = specs.stream().mapToInt(OpChecks::minimumOutputs).sum();
        int spare = args.outputs().size() - fixed;
        List<ChainStep> steps = new ArrayList<>();
        int input = 0;
        int output = 0;
        for (TensorOpSpec step : specs) {
            // A rotation takes any number of outputs, so the only one of a chain takes what the others leave.
            int inputs = OpChecks.inputs(step);
            int outputs = OpChecks.minimumOutputs(step) + (step instanceof RopeSpec ? Math.max(spare, 0) : 0);
            steps.add(new ChainStep(
                    step,
                    new TensorOpArgs(
                            part(args.inputs(), input, inputs, "inputs", spec),
                            part(args.outputs(), output, outputs, "outputs", spec))));
            input += inputs;
            output += outputs;
        }
        if (input != args.inputs().size() || output != args.outputs().size()) {
            throw new IllegalArgumentException(spec + " takes " + input + " inputs and " + output
                    + " outputs, but got " + args.inputs().size() + " and "
                    + args.outputs().size());
        }
        return steps;
    }

    private static List<TensorRef> part(List<TensorRef> refs, int from, int count, String what, TensorOpSpec spec) {
        if (from + count > refs.size()) {
            throw new IllegalArgumentException(
                    spec + " takes at least " + (from + count) + " " + what + ", but got " + refs.size());
        }
        return refs.subList(from, from + count);
    }
}
