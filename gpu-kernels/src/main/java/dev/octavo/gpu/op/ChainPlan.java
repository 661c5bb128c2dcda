package dev.octavo.gpu.op;

import dev.octavo.gpu.core.GpuCore;
import dev.octavo.gpu.core.GpuSink;
import java.util.List;

/** Steps run one after the other, each with its part of the tensors. */
final class ChainPlan extends OpPlan {

    private final List<OpPlan> steps;

    /** Outputs of the steps whose number is fixed; one step at most has as many as are left. */
    private final int fixedOutputs;

    ChainPlan(GpuCore core, List<OpPlan> steps) {
        super(core, "chain", steps.stream().mapToInt(step -> step.inputs).sum(), outputs(steps));
        this.steps = List.copyOf(steps);
        fixedOutputs =
                steps.stream().mapToInt(step -> Math.max(0, step.outputs)).sum();
    }

    private static int outputs(List<OpPlan> steps) {
        boolean open = steps.stream().anyMatch(step -> step.outputs < 0);
        return open ? -1 : steps.stream().mapToInt(step -> step.outputs).sum();
    }

    /** What is done with each step. */
    private interface Step {
        void run(OpPlan plan, OpTensors tensors);
    }

    private void each(OpTensors tensors, Step action) {
        int in = tensors.in();
        int out = tensors.out();
        for (int i = 0; i < steps.size(); i++) {
            OpPlan step = steps.get(i);
            int count = step.outputs < 0 ? tensors.outputs() - fixedOutputs : step.outputs;
            if (count < 1) {
                throw new IllegalArgumentException("the chain has too few outputs: " + tensors.outputs());
            }
            action.run(step, new OpTensors(tensors.args(), in, out, count));
            in += step.inputs;
            out += count;
        }
    }

    @Override
    void check(OpTensors tensors) {
        each(tensors, OpPlan::check);
    }

    @Override
    void launch(GpuSink sink, OpTensors tensors) {
        each(tensors, (step, own) -> step.launch(sink, own));
    }
}
