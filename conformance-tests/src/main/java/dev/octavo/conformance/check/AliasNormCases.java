package dev.octavo.conformance.check;

import dev.octavo.conformance.check.TestTensor.Role;
import dev.octavo.spi.TensorRef;
import dev.octavo.spi.op.LayerNormSpec;
import dev.octavo.spi.op.RmsNormSpec;
import dev.octavo.spi.op.TensorOpSpec;
import dev.octavo.tensor.DType;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;

/** Norms in place, also those that add to a residual first, as decoders use them. */
final class AliasNormCases {

    private static final int ROWS = 9;
    private static final int WIDTH = 77;

    private AliasNormCases() {}

    static List<ConformanceCase> of(DType type, boolean strided) {
        List<ConformanceCase> cases = new ArrayList<>();
        for (boolean sliced : new boolean[] {false, true}) {
            for (boolean residual : new boolean[] {false, true}) {
                String what = (residual ? "residual," : "") + AliasCases.name("x", sliced) + ",t=" + GemmCase.name(type)
                        + OpCases.layout(strided);
                RmsNormSpec rms = new RmsNormSpec(WIDTH, 1e-5f, 0, residual, type, type, type);
                LayerNormSpec layer = new LayerNormSpec(WIDTH, 1e-5f, true, false, residual, type, type, type);
                cases.add(norm("rmsnorm[aliased," + what, rms, type, strided, residual, sliced));
                cases.add(norm("layernorm[aliased," + what, layer, type, strided, residual, sliced));
            }
        }
        return cases;
    }

    private static ConformanceCase norm(
            String id, TensorOpSpec spec, DType type, boolean strided, boolean residual, boolean sliced) {
        return OpCases.of(id, spec, strided, EnumSet.of(Pass.RANDOM), tensors -> {
            Numbers rows = Numbers.unevenRows();
            TestTensor x = tensors.cube("x", Role.UPDATED, type, 1, ROWS, WIDTH, rows);
            TestTensor weight = tensors.vector("weight", type, WIDTH, Numbers.between(-1.5, 1.5));
            List<TestTensor> outputs = new ArrayList<>(List.of(x));
            if (residual) {
                outputs.add(tensors.cube("residual", Role.UPDATED, type, 1, ROWS, WIDTH, rows));
            }
            OpWorkload.Builder made = tensors.step(spec, List.of(x, weight), outputs);
            List<TensorRef> refs =
                    new ArrayList<>(outputs.stream().map(TestTensor::ref).toList());
            refs.set(0, x.throughSlice());
            return sliced ? made.outputsAs(refs) : made;
        });
    }
}
