package dev.octavo.conformance.check;

import static dev.octavo.tensor.DType.BF16;
import static dev.octavo.tensor.DType.F16;
import static dev.octavo.tensor.DType.F32;

import dev.octavo.conformance.check.TestTensor.Role;
import dev.octavo.spi.op.ActivationFunction;
import dev.octavo.spi.op.ActivationSpec;
import dev.octavo.spi.op.CastSpec;
import dev.octavo.spi.op.ElementwiseSpec;
import dev.octavo.spi.op.GatherSpec;
import dev.octavo.spi.op.LayerNormSpec;
import dev.octavo.spi.op.RmsNormSpec;
import dev.octavo.spi.op.RopeSpec;
import dev.octavo.spi.op.SoftmaxSpec;
import dev.octavo.tensor.DType;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.stream.Stream;

/** More rows than a tile has, every activation over its whole range, casts of every special number, rotations of all kinds; small enough for every tier. */
final class PlantedPointCases {

    private static final int[] ROWS = {37, 71, 133};

    private PlantedPointCases() {}

    static Stream<KernelCase> all() {
        List<KernelCase> cases = new ArrayList<>();
        for (int i = 0; i < ROWS.length; i++) {
            DType type = List.of(F32, BF16, F16).get(i);
            cases.add(rmsNorm(ROWS[i], type));
            cases.add(layerNorm(ROWS[i], type));
            cases.add(sum(ROWS[i], type));
            cases.add(softmax(ROWS[i], type));
            cases.add(gather(ROWS[i], type));
            cases.add(cast(ROWS[i], F32, List.of(BF16, F16, DType.F8_E4M3).get(i)));
            cases.add(cast(ROWS[i], List.of(BF16, F16, DType.F8_E4M3).get(i), F32));
            cases.add(cast(ROWS[i], F32, List.of(DType.I8, DType.I32, DType.U8).get(i)));
            cases.add(cast(ROWS[i], List.of(DType.I8, DType.I32, DType.U8).get(i), F32));
        }
        cases.add(cast(40, DType.I64, F32));
        cases.add(cast(40, F32, DType.F8_E5M2));
        for (ActivationFunction function : ActivationFunction.values()) {
            cases.add(activation(function, false));
            cases.add(activation(function, true));
        }
        for (RopeSpec.Pairing pairing : RopeSpec.Pairing.values()) {
            cases.add(rope(pairing, 64, 64));
            cases.add(rope(pairing, 64, 32));
            cases.add(rope(pairing, 80, 20));
        }
        return cases.stream();
    }

    private static String shape(int rows, int width) {
        return ",planted,shape=" + rows + "x" + width + OpCases.layout(true);
    }

    private static KernelCase rmsNorm(int rows, DType type) {
        RmsNormSpec spec = new RmsNormSpec(40, 1e-4f, 1, true, type, type, type);
        String id = "rmsnorm[t=" + GemmCase.name(type) + shape(rows, 40);
        return OpCases.of(
                id,
                spec,
                true,
                EnumSet.of(Pass.RANDOM),
                tensors -> tensors.step(
                        spec,
                        List.of(
                                tensors.input("x", type, rows, 40, Numbers.unevenRows()),
                                tensors.vector("weight", type, 40, Numbers.between(-1.5, 1.5))),
                        List.of(
                                tensors.output("out", type, rows, 40),
                                tensors.cube("residual", Role.UPDATED, type, 1, rows, 40, Numbers.unevenRows()))));
    }

    private static KernelCase layerNorm(int rows, DType type) {
        LayerNormSpec spec = new LayerNormSpec(24, 1e-4f, true, true, false, type, type, type);
        String id = "layernorm[t=" + GemmCase.name(type) + shape(rows, 24);
        return OpCases.of(
                id,
                spec,
                true,
                EnumSet.of(Pass.RANDOM),
                tensors -> tensors.step(
                        spec,
                        List.of(
                                tensors.input("x", type, rows, 24, Numbers.unevenRows()),
                                tensors.vector("weight", type, 24, Numbers.between(-1.5, 1.5)),
                                tensors.vector("bias", type, 24, Numbers.between(-1.5, 1.5))),
                        List.of(tensors.output("out", type, rows, 24))));
    }

    private static KernelCase sum(int rows, DType type) {
        ElementwiseSpec spec = new ElementwiseSpec(ElementwiseSpec.Operation.SUBTRACT, false, 19, type, type, type);
        String id = "elementwise[subtract,t=" + GemmCase.name(type) + shape(rows, 19);
        return OpCases.of(
                id,
                spec,
                true,
                EnumSet.allOf(Pass.class),
                tensors -> tensors.step(
                        spec,
                        List.of(
                                tensors.input("a", type, rows, 19, Numbers.upTo(9)),
                                tensors.input("b", type, rows, 19, Numbers.upTo(9))),
                        List.of(tensors.output("out", type, rows, 19))));
    }

    private static KernelCase softmax(int rows, DType type) {
        SoftmaxSpec spec = new SoftmaxSpec(21, false, 1, type);
        String id = "softmax[tall,t=" + GemmCase.name(type) + shape(rows, 21);
        return OpCases.of(
                id,
                spec,
                true,
                EnumSet.of(Pass.RANDOM),
                tensors -> tensors.step(
                        spec,
                        List.of(tensors.input("x", type, rows, 21, Numbers.between(-9, 9))),
                        List.of(tensors.output("out", F32, rows, 21))));
    }

    private static KernelCase gather(int rows, DType type) {
        GatherSpec spec = new GatherSpec(19, type, type, 1);
        String id = "gather[t=" + GemmCase.name(type) + shape(rows, 19);
        return OpCases.of(
                id,
                spec,
                true,
                EnumSet.of(Pass.RANDOM),
                tensors -> tensors.step(
                        spec,
                        List.of(
                                tensors.input("table", type, 11, 19, Numbers.each(CastNumbers::next)),
                                tensors.vector("ids", DType.I32, rows, Numbers.integers(-3, 14))),
                        List.of(tensors.output("out", type, rows, 19))));
    }

    private static KernelCase cast(int rows, DType from, DType to) {
        CastSpec spec = new CastSpec(23, from, to);
        String id = "cast[" + OpCases.types(from, to) + shape(rows, 23);
        Numbers numbers = from.isFloating() ? Numbers.each(CastNumbers::next) : Numbers.integers(-70000, 70000);
        return OpCases.of(
                id,
                spec,
                true,
                EnumSet.of(Pass.RANDOM),
                tensors -> tensors.step(
                        spec,
                        List.of(tensors.input("x", from, rows, 23, numbers)),
                        List.of(tensors.output("out", to, rows, 23))));
    }

    private static KernelCase activation(ActivationFunction function, boolean gated) {
        ActivationSpec spec = new ActivationSpec(function, gated, 45, F32, F32);
        String id = "activation[" + GemmCase.name(function) + ",gated=" + gated + shape(6, 45);
        return OpCases.of(id, spec, true, EnumSet.of(Pass.RANDOM), tensors -> {
            TestTensor x = tensors.input("x", F32, 6, 45, Numbers.each(PlantedPointCases::argument));
            return tensors.step(
                    spec,
                    gated ? List.of(x, tensors.input("value", F32, 6, 45, Numbers.between(-3, 3))) : List.of(x),
                    List.of(tensors.output("out", F32, 6, 45)));
        });
    }

    /** Near zero, usual, and so far out that exponentials overflow or vanish. */
    private static double argument(Fill fill) {
        return switch (fill.integer(0, 5)) {
            case 0 -> fill.between(-1e-3, 1e-3);
            case 1 -> fill.between(-12, 12);
            case 2 -> fill.between(-100, 100);
            default -> fill.between(-4, 4);
        };
    }

    private static KernelCase rope(RopeSpec.Pairing pairing, int dim, int rotary) {
        RopeSpec spec = new RopeSpec(dim, rotary, pairing, F32);
        String id = "rope[" + GemmCase.name(pairing) + ",rotary=" + rotary + shape(5, dim);
        return OpCases.of(
                id,
                spec,
                true,
                EnumSet.allOf(Pass.class),
                tensors -> tensors.step(
                        spec,
                        List.of(
                                tensors.vector("positions", DType.I32, 5, Numbers.integers(0, 40)),
                                tensors.input("cos", F32, 40, rotary / 2, Numbers.rotary(true)),
                                tensors.input("sin", F32, 40, rotary / 2, Numbers.rotary(false))),
                        List.of(
                                tensors.heads("q", F32, 5, 3, dim, Numbers.upTo(8)),
                                tensors.heads("k", F32, 5, 2, dim, Numbers.upTo(8)))));
    }
}
