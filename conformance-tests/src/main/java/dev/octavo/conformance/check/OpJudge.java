package dev.octavo.conformance.check;

import dev.octavo.conformance.oracle.SelectOracle;
import dev.octavo.conformance.oracle.Tensor;
import dev.octavo.conformance.oracle.TensorOpOracle;
import dev.octavo.spi.op.ExpertRouteSpec;
import dev.octavo.spi.op.LayerNormSpec;
import dev.octavo.spi.op.RmsNormSpec;
import dev.octavo.spi.op.SelectSpec;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Judges one operator on what its inputs really held. */
final class OpJudge {

    private final Judge judge;
    private final OpWorkload.Step step;
    private final List<Tensor> inputs;
    private final List<Tensor> before;

    OpJudge(Judge judge, OpWorkload.Step step, List<Tensor> inputs, List<Tensor> before) {
        this.judge = judge;
        this.step = step;
        this.inputs = inputs;
        this.before = before;
    }

    void judge() {
        switch (step.spec()) {
            case RmsNormSpec norm
            when norm.addResidual() -> {
                Tensor residual = residual();
                RmsNormSpec plain = new RmsNormSpec(
                        norm.width(),
                        norm.epsilon(),
                        norm.weightOffset(),
                        false,
                        norm.input(),
                        norm.weight(),
                        norm.output());
                normalised(new OpWorkload.Step(plain, step.inputs(), step.outputs()), residual);
            }
            case LayerNormSpec norm
            when norm.addResidual() -> {
                Tensor residual = residual();
                LayerNormSpec plain = new LayerNormSpec(
                        norm.width(),
                        norm.epsilon(),
                        norm.hasWeight(),
                        norm.hasBias(),
                        false,
                        norm.input(),
                        norm.weight(),
                        norm.output());
                normalised(new OpWorkload.Step(plain, step.inputs(), step.outputs()), residual);
            }
            case SelectSpec select when select.method() == SelectSpec.Method.SAMPLE -> sampled();
            case ExpertRouteSpec route -> routed();
            default -> plain(step, inputs);
        }
    }

    private void plain(OpWorkload.Step plainStep, List<Tensor> given) {
        List<Tensor> expected = TensorOpOracle.run(plainStep.spec(), given, before);
        for (int i = 0; i < expected.size(); i++) {
            TestTensor output = plainStep.outputs().get(i);
            if (OpBounds.isExact(plainStep.spec())) {
                judge.compareBits(output, expected.get(i));
            } else {
                double[] error = OpBounds.error(plainStep.spec(), given, before, i, expected.get(i));
                judge.compare(output, expected.get(i), error);
            }
        }
    }

    /** Judges the updated residual, and gives what was really stored, since that is what gets normalised. */
    private Tensor residual() {
        TestTensor residual = step.outputs().get(1);
        double[] sum = before.get(1).values().clone();
        double[] error = new double[sum.length];
        for (int i = 0; i < sum.length; i++) {
            sum[i] += inputs.get(0).values()[i];
            error[i] = 2 * Bounds.U * Math.abs(sum[i]);
        }
        judge.compare(residual, before.get(1).with(sum), error);
        return residual.after();
    }

    private void normalised(OpWorkload.Step norm, Tensor residual) {
        List<Tensor> given = new ArrayList<>(inputs);
        given.set(0, residual);
        plain(norm, given);
    }

    /** Any column is right at whose edge the running sum may cross the limit within the error of summing. */
    private void sampled() {
        TestTensor output = step.outputs().get(0);
        int[] picked = output.after().integers();
        int columns = inputs.get(0).columns();
        double[] p = Arrays.stream(inputs.get(0).values())
                .map(SelectOracle::probability)
                .toArray();
        for (int row = 0; row < picked.length; row++) {
            double sum = total(p, row * columns, columns);
            double limit = inputs.get(1).values()[row] * sum;
            double slack = Bounds.sum(columns, sum);
            double running = total(p, row * columns, Math.clamp(picked[row], 0, columns));
            boolean inside = picked[row] >= 0 && picked[row] < columns;
            double own = inside ? p[row * columns + picked[row]] : 0;
            boolean right =
                    sum == 0 ? picked[row] == 0 : own > 0 && running - slack <= limit && running + own + slack > limit;
            if (!right) {
                throw new Violation(
                        Check.BOUND,
                        output + " row " + row + ": picked column " + picked[row] + " of probability " + own
                                + ", before which the running sum is " + running + "; the first to exceed " + limit
                                + " was asked for");
            }
        }
    }

    private static double total(double[] p, int from, int count) {
        double sum = 0;
        for (int i = 0; i < count; i++) {
            sum += p[from + i];
        }
        return sum;
    }

    private void routed() {
        List<Tensor> expected = TensorOpOracle.run(step.spec(), inputs, before);
        for (int i : new int[] {0, 2, 3}) {
            judge.compareBits(step.outputs().get(i), expected.get(i));
        }
        double[] error = OpBounds.error(step.spec(), inputs, before, 1, expected.get(1));
        judge.compare(step.outputs().get(1), expected.get(1), error);
    }
}
