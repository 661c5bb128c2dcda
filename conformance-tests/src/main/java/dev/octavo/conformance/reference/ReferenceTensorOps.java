package dev.octavo.conformance.reference;

import dev.octavo.conformance.oracle.Tensor;
import dev.octavo.conformance.oracle.TensorOpOracle;
import dev.octavo.spi.DeviceException;
import dev.octavo.spi.Plan;
import dev.octavo.spi.Support;
import dev.octavo.spi.TensorRef;
import dev.octavo.spi.op.GatherSpec;
import dev.octavo.spi.op.RopeSpec;
import dev.octavo.spi.op.TensorOpArgs;
import dev.octavo.spi.op.TensorOpSpec;
import dev.octavo.spi.op.TensorOps;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** All remaining operators. */
final class ReferenceTensorOps implements TensorOps {

    private final ReferenceBackend owner;

    ReferenceTensorOps(ReferenceBackend owner) {
        this.owner = owner;
    }

    @Override
    public Support support(TensorOpSpec spec) {
        owner.requireOpen();
        return ReferencePlan.unless(OpRefusals.refusal(spec));
    }

    @Override
    public Plan<TensorOpArgs> prepare(TensorOpSpec spec) {
        return ReferencePlan.of(owner, spec, support(spec), args -> {
            List<ChainStep> steps = ChainStep.split(spec, args);
            steps.forEach(step -> new OpChecks(owner, step.spec(), step.args()).check());
            return () -> steps.forEach(this::run);
        });
    }

    private void run(ChainStep step) {
        List<Tensor> before =
                readAll(OpChecks.updatesOutputs(step.spec()) ? step.args().outputs() : List.of());
        List<Tensor> out = TensorOpOracle.run(step.spec(), inputs(step), before);
        for (int i = 0; i < out.size(); i++) {
            Marshal.write(owner, out.get(i), step.args().outputs().get(i));
        }
    }

    /** Reads the inputs; of tables only the rows that are needed, with the indices changed to fit. */
    private List<Tensor> inputs(ChainStep step) {
        List<TensorRef> refs = step.args().inputs();
        return switch (step.spec()) {
            case GatherSpec gather -> {
                int[] ids = Marshal.integers(owner, refs.get(1));
                yield List.of(Marshal.pickRows(owner, refs.get(0), ids), counting(ids.length));
            }
            case RopeSpec rope -> {
                int[] positions = positions(refs);
                List<Tensor> inputs = new ArrayList<>(List.of(counting(positions.length)));
                refs.subList(1, 3).forEach(table -> inputs.add(Marshal.pickRows(owner, table, positions)));
                yield inputs;
            }
            default -> readAll(refs);
        };
    }

    private int[] positions(List<TensorRef> refs) {
        int[] positions = Marshal.integers(owner, refs.get(0));
        int rows = refs.get(1).layout().rows();
        for (int position : positions) {
            if (position < 0 || position >= rows) {
                throw new DeviceException("position " + position + " is outside the " + rows
                        + " rows of the rotary tables; check the batch or make the tables longer");
            }
        }
        return positions;
    }

    private List<Tensor> readAll(List<TensorRef> refs) {
        return refs.stream().map(ref -> Marshal.read(owner, ref)).toList();
    }

    private static Tensor counting(int count) {
        double[] numbers = new double[count];
        Arrays.setAll(numbers, i -> i);
        return Tensor.matrix(1, count, numbers);
    }
}
