package dev.octavo.backend.cpu;

import dev.octavo.spi.op.TensorOpArgs;
import java.util.List;

/** Steps run one after the other, each with its part of the tensors. */
final class ChainPlan extends OpPlan {

    private final OpPlan[] steps;

    /** Outputs of the steps whose number is fixed; one step at most has as many as are left. */
    private final int fixedOutputs;

    ChainPlan(CpuCore core, List<OpPlan> steps) {
        super(core, "chain", steps.stream().mapToInt(step -> step.inputs).sum(), outputs(steps));
        this.steps = steps.toArray(OpPlan[]::new);
        fixedOutputs =
                steps.stream().mapToInt(step -> Math.max(0, step.outputs)).sum();
    }

    private static int outputs(List<OpPlan> steps) {
        boolean open = steps.stream().anyMatch(step -> step.outputs < 0);
        return open ? -1 : steps.stream().mapToInt(step -> step.outputs).sum();
    }

    @Override
    void bind(TensorOpArgs args, int in, int out, int outCount) {
        int nextIn = in;
        int nextOut = out;
        for (OpPlan step : steps) {
            int count = step.outputs < 0 ? outCount - fixedOutputs : step.outputs;
            if (count < 1) {
                throw new IllegalArgumentException("the chain has too few outputs: " + outCount);
            }
            step.bind(args, nextIn, nextOut, count);
            nextIn += step.inputs;
            nextOut += count;
        }
    }

    @Override
    void run() {
        for (OpPlan step : steps) {
            step.run();
        }
    }
}
