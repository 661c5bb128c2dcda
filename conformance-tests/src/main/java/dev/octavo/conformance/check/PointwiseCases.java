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
import dev.octavo.tensor.DType;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** Activations, elementwise operators, casts and gathers. */
final class PointwiseCases {

    private static final Set<Pass> BOTH = EnumSet.allOf(Pass.class);
    private static final Set<Pass> RANDOM = EnumSet.of(Pass.RANDOM);

    private static final int[][] SHAPES = {{1, 1}, {3, 13}, {5, 64}, {2, 257}, {17, 33}};

    private PointwiseCases() {}

    static Stream<KernelCase> all() {
        List<KernelCase> cases = new ArrayList<>();
        int next = 0;
        for (List<DType> types :
                List.of(List.of(F32, F32), List.of(BF16, BF16), List.of(F16, F16), List.of(F32, BF16))) {
            for (ActivationFunction function : ActivationFunction.values()) {
                cases.add(activation(function, false, types, SHAPES[next++ % SHAPES.length], next % 2 == 0));
                cases.add(activation(function, true, types, SHAPES[next++ % SHAPES.length], next % 4 < 2));
            }
            for (ElementwiseSpec.Operation operation : ElementwiseSpec.Operation.values()) {
                cases.add(elementwise(operation, false, types, SHAPES[next++ % SHAPES.length], next % 2 == 0));
                cases.add(elementwise(operation, true, types, SHAPES[next++ % SHAPES.length], next % 4 < 2));
            }
            cases.add(gather(types.get(0), types.get(1), 1, new int[] {50, 5, 33}, false));
            cases.add(gather(types.get(1), types.get(0), 1, new int[] {7, 17, 64}, true));
            cases.add(gather(types.get(0), types.get(1), 11.3125f, new int[] {9, 4, 13}, true));
        }
        for (DType[] pair : CASTS) {
            cases.add(cast(pair[0], pair[1], SHAPES[next++ % SHAPES.length], next % 2 == 0));
        }
        return cases.stream();
    }

    private static final DType[][] CASTS = {
        {F32, F16},
        {F32, BF16},
        {F16, F32},
        {BF16, F32},
        {F16, BF16},
        {BF16, F16},
        {F32, F32},
        {F32, DType.F8_E4M3},
        {F32, DType.F8_E5M2},
        {DType.F8_E4M3, F32},
        {DType.F8_E5M2, F16},
        {DType.I32, F32},
        {F32, DType.I32},
        {F32, DType.I8},
        {DType.U8, F32},
        {DType.I64, DType.I32}
    };

    private static KernelCase activation(
            ActivationFunction function, boolean gated, List<DType> types, int[] shape, boolean strided) {
        boolean inPlace = strided && types.get(0) == types.get(1);
        ActivationSpec spec = new ActivationSpec(function, gated, shape[1], types.get(0), types.get(1));
        String id = "activation[" + GemmCase.name(function) + ",gated=" + gated + "," + common(types, shape)
                + (inPlace ? ",inplace" : "") + OpCases.layout(strided);
        Set<Pass> passes = function == ActivationFunction.RELU ? BOTH : RANDOM;
        return OpCases.of(id, spec, strided, passes, tensors -> {
            Role role = inPlace ? Role.UPDATED : Role.INPUT;
            TestTensor first = tensors.cube("x", role, types.get(0), 1, shape[0], shape[1], Numbers.upTo(9));
            List<TestTensor> inputs = gated
                    ? List.of(first, tensors.input("value", types.get(0), shape[0], shape[1], Numbers.upTo(5)))
                    : List.of(first);
            TestTensor out = inPlace ? first : tensors.output("out", types.get(1), shape[0], shape[1]);
            return tensors.step(spec, inputs, List.of(out));
        });
    }

    private static KernelCase elementwise(
            ElementwiseSpec.Operation operation, boolean broadcast, List<DType> types, int[] shape, boolean strided) {
        DType left = types.get(0);
        DType right = types.get(1);
        boolean inPlace = strided && left == right;
        ElementwiseSpec spec = new ElementwiseSpec(operation, broadcast, shape[1], left, right, right);
        String id = "elementwise[" + GemmCase.name(operation) + ",broadcast=" + broadcast + "," + common(types, shape)
                + (inPlace ? ",inplace" : "") + OpCases.layout(strided);
        return OpCases.of(id, spec, strided, BOTH, tensors -> {
            Role role = inPlace ? Role.UPDATED : Role.INPUT;
            TestTensor a = tensors.cube("a", role, left, 1, shape[0], shape[1], Numbers.upTo(9));
            TestTensor b = tensors.input("b", right, broadcast ? 1 : shape[0], shape[1], Numbers.upTo(9));
            TestTensor out = inPlace ? a : tensors.output("out", right, shape[0], shape[1]);
            return tensors.step(spec, List.of(a, b), List.of(out));
        });
    }

    private static KernelCase cast(DType from, DType to, int[] shape, boolean strided) {
        CastSpec spec = new CastSpec(shape[1], from, to);
        String id = "cast[" + common(List.of(from, to), shape) + OpCases.layout(strided);
        Numbers numbers = from.isFloating() ? Numbers.each(CastNumbers::next) : Numbers.integers(-300, 300);
        return OpCases.of(
                id,
                spec,
                strided,
                RANDOM,
                tensors -> tensors.step(
                        spec,
                        List.of(tensors.input("x", from, shape[0], shape[1], numbers)),
                        List.of(tensors.output("out", to, shape[0], shape[1]))));
    }

    /** Table rows, ids, width. */
    private static KernelCase gather(DType table, DType output, float scale, int[] shape, boolean strided) {
        GatherSpec spec = new GatherSpec(shape[2], table, output, scale);
        String id = "gather[t=" + OpCases.types(table, output) + ",rows=" + shape[0] + ",ids=" + shape[1] + ",width="
                + shape[2] + ",scale=" + scale + OpCases.layout(strided);
        return OpCases.of(id, spec, strided, scale == 1 ? BOTH : RANDOM, tensors -> {
            // Some ids are outside the table.
            Numbers ids = Numbers.integers(-2, shape[0] + 3);
            return tensors.step(
                    spec,
                    List.of(
                            tensors.input("table", table, shape[0], shape[2], Numbers.upTo(9)),
                            tensors.vector("ids", DType.I32, shape[1], ids)),
                    List.of(tensors.output("out", output, shape[1], shape[2])));
        });
    }

    private static String common(List<DType> types, int[] shape) {
        return "t=" + OpCases.types(types.toArray(DType[]::new)) + ",shape=" + shape[0] + "x" + shape[1];
    }
}
