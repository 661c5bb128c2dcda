package dev.octavo.conformance.check;

import static dev.octavo.tensor.DType.BF16;
import static dev.octavo.tensor.DType.F16;
import static dev.octavo.tensor.DType.F32;

import dev.octavo.conformance.check.TestTensor.Role;
import dev.octavo.spi.op.ElementwiseSpec;
import dev.octavo.spi.op.GatherSpec;
import dev.octavo.spi.op.LayerNormSpec;
import dev.octavo.spi.op.RmsNormSpec;
import dev.octavo.spi.op.RopeSpec;
import dev.octavo.spi.op.TensorOpSpec;
import dev.octavo.tensor.DType;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.stream.Stream;

/** Results at the edge of their type's range and behind it, infinities and NaN among the operands, and tensors with gaps in all dimensions. */
final class PlantedEdgeCases {

    private static final int ROWS = 7;
    private static final int WIDTH = 53;

    private PlantedEdgeCases() {}

    static Stream<KernelCase> all() {
        List<KernelCase> cases = new ArrayList<>();
        for (DType type : List.of(F32, BF16, F16)) {
            for (ElementwiseSpec.Operation operation : ElementwiseSpec.Operation.values()) {
                cases.add(elementwise(operation, type));
            }
            cases.add(sparseNorm(new RmsNormSpec(40, 1e-6f, 0, true, type, type, type), "rmsnorm", type));
            cases.add(sparseNorm(new LayerNormSpec(40, 1e-6f, true, false, true, type, type, type), "layernorm", type));
        }
        cases.add(gather());
        cases.add(rope());
        cases.add(norm(new RmsNormSpec(WIDTH, 1e-6f, 0, false, F32, F32, F16), "rmsnorm"));
        cases.add(norm(new LayerNormSpec(WIDTH, 1e-6f, true, false, false, F32, F32, F16), "layernorm"));
        return cases.stream();
    }

    private static KernelCase of(String operator, String what, DType type, TensorOpSpec spec, OpTensors tensors) {
        String id = operator + "[" + what + ",t=" + GemmCase.name(type) + ",planted" + OpCases.layout(true);
        return OpCases.of(id, spec, true, EnumSet.of(Pass.RANDOM), tensors::make);
    }

    /** Makes the tensors of a case. */
    private interface OpTensors {
        OpWorkload.Builder make(OpWorkload.Builder tensors);
    }

    private static KernelCase elementwise(ElementwiseSpec.Operation operation, DType type) {
        ElementwiseSpec spec = new ElementwiseSpec(operation, false, WIDTH, type, type, type);
        Numbers numbers = Numbers.each(fill -> operand(fill, type == F16 ? 4.5e4 : 2e38));
        return of("elementwise", "edge," + GemmCase.name(operation), type, spec, tensors -> {
            TestTensor a = tensors.input("a", type, ROWS, WIDTH, numbers);
            TestTensor b = tensors.input("b", type, ROWS, WIDTH, numbers);
            return tensors.step(spec, List.of(a, b), List.of(tensors.output("out", type, ROWS, WIDTH)));
        });
    }

    private static double operand(Fill fill, double large) {
        double sign = fill.integer(0, 2) == 0 ? 1 : -1;
        return switch (fill.integer(0, 9)) {
            case 0 -> sign * Double.POSITIVE_INFINITY;
            case 1 -> Double.NaN;
            case 2 -> sign * 0.0;
            case 3, 4, 5 -> sign * large * fill.between(0.9, 1.4);
            case 6 -> sign * Math.sqrt(large) * fill.between(0.8, 1.5);
            default -> fill.between(-3, 3);
        };
    }

    private static KernelCase gather() {
        GatherSpec spec = new GatherSpec(WIDTH, F16, F16, 3);
        return of(
                "gather",
                "edge",
                F16,
                spec,
                tensors -> tensors.step(
                        spec,
                        List.of(
                                tensors.input("table", F16, ROWS, WIDTH, Numbers.between(-3e4, 3e4)),
                                tensors.vector("ids", DType.I32, 11, Numbers.integers(0, ROWS))),
                        List.of(tensors.output("out", F16, 11, WIDTH))));
    }

    private static KernelCase rope() {
        RopeSpec spec = new RopeSpec(32, 32, RopeSpec.Pairing.HALVES, F16);
        return of(
                "rope",
                "edge",
                F16,
                spec,
                tensors -> tensors.step(
                        spec,
                        List.of(
                                tensors.vector("positions", DType.I32, ROWS, Numbers.integers(0, 30)),
                                tensors.input("cos", F32, 30, 16, Numbers.rotary(true)),
                                tensors.input("sin", F32, 30, 16, Numbers.rotary(false))),
                        List.of(tensors.heads("x", F16, ROWS, 3, 32, Numbers.between(-6e4, 6e4)))));
    }

    /** Weights so large that some results are behind the largest f16 number. */
    private static KernelCase norm(TensorOpSpec spec, String operator) {
        return of(operator, "edge", F16, spec, tensors -> {
            TestTensor x = tensors.input("x", F32, ROWS, WIDTH, Numbers.between(-2, 2));
            TestTensor weight = tensors.vector("weight", F32, WIDTH, Numbers.between(-8e4, 8e4));
            return tensors.step(spec, List.of(x, weight), List.of(tensors.output("out", F16, ROWS, WIDTH)));
        });
    }

    private static KernelCase sparseNorm(TensorOpSpec spec, String operator, DType type) {
        return of(operator, "gaps between rows", type, spec, tensors -> {
            Numbers rows = Numbers.unevenRows();
            TestTensor x = tensors.sparse("x", Role.INPUT, type, 3, 4, 40, rows);
            TestTensor weight = tensors.vector("weight", type, 40, Numbers.between(-1.5, 1.5));
            return tensors.step(
                    spec,
                    List.of(x, weight),
                    List.of(
                            tensors.sparse("out", Role.OUTPUT, type, 3, 4, 40, rows),
                            tensors.sparse("residual", Role.UPDATED, type, 3, 4, 40, rows)));
        });
    }
}
