package dev.octavo.conformance.check;

import static dev.octavo.tensor.DType.BF16;
import static dev.octavo.tensor.DType.F16;
import static dev.octavo.tensor.DType.F32;

import dev.octavo.conformance.check.TestTensor.Role;
import dev.octavo.spi.op.ActivationFunction;
import dev.octavo.spi.op.ActivationSpec;
import dev.octavo.spi.op.ElementwiseSpec;
import dev.octavo.tensor.DType;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** Activations and elementwise operators. */
final class PointwiseCases {

    private static final Set<Pass> BOTH = EnumSet.allOf(Pass.class);
    private static final Set<Pass> RANDOM = EnumSet.of(Pass.RANDOM);

    private static final int[][] SHAPES = {
        {1, 1}, {3, 13}, {5, 64}, {2, 257}, {17, 33}, {7, 512}, {83, 15}, {1, 13824}, {4, 31}, {0, 16}
    };

    private static final DType[] TYPES = {F32, F16, BF16};

    private int next;

    private PointwiseCases() {}

    static Stream<KernelCase> all() {
        PointwiseCases grid = new PointwiseCases();
        List<KernelCase> cases = new ArrayList<>();
        for (DType input : TYPES) {
            for (DType output : TYPES) {
                for (ActivationFunction function : ActivationFunction.values()) {
                    for (boolean gated : new boolean[] {false, true}) {
                        cases.add(grid.activation(function, gated, input, output, Range.SMALL));
                        cases.add(grid.activation(function, gated, input, output, Range.EXTREME));
                    }
                }
                grid.next++;
                for (ElementwiseSpec.Operation operation : ElementwiseSpec.Operation.values()) {
                    for (boolean broadcast : new boolean[] {false, true}) {
                        cases.add(grid.elementwise(operation, broadcast, input, output, input));
                        cases.add(grid.elementwise(operation, broadcast, input, output, output));
                        cases.add(grid.elementwise(operation, broadcast, F32, input, output));
                    }
                }
            }
        }
        return cases.stream().filter(KernelCase.distinctIds());
    }

    /** How large inputs of an activation are. */
    private enum Range {
        SMALL,
        /** Large, subnormal, signed zeros, infinite where the function has a limit. */
        EXTREME
    }

    private int[] shape() {
        return SHAPES[next % SHAPES.length];
    }

    private KernelCase activation(ActivationFunction function, boolean gated, DType input, DType output, Range range) {
        int[] shape = shape();
        boolean strided = next++ % 2 == 1;
        boolean inPlace = strided && input == output;
        ActivationSpec spec = new ActivationSpec(function, gated, shape[1], input, output);
        String id = "activation[" + GemmCase.name(function) + ",gated=" + gated + ","
                + common(List.of(input, output), shape) + (range == Range.EXTREME ? ",extreme" : "")
                + (inPlace ? ",inplace" : "") + OpCases.layout(strided);
        Set<Pass> passes = function == ActivationFunction.RELU && range == Range.SMALL ? BOTH : RANDOM;
        Numbers numbers = range == Range.SMALL ? Numbers.upTo(9) : Numbers.each(fill -> extreme(fill, function, gated));
        return OpCases.of(id, spec, strided, passes, tensors -> {
            int updated = !inPlace ? -1 : gated ? shape[0] % 2 : 0;
            List<TestTensor> inputs = new ArrayList<>();
            inputs.add(tensors.cube("x", role(updated == 0), input, 1, shape[0], shape[1], numbers));
            if (gated) {
                inputs.add(tensors.cube("value", role(updated == 1), input, 1, shape[0], shape[1], Numbers.upTo(5)));
            }
            // Either operand may be the output.
            TestTensor own = inputs.get(shape[0] % inputs.size());
            TestTensor out = inPlace ? own : tensors.output("out", output, shape[0], shape[1]);
            return tensors.step(spec, inputs, List.of(out));
        });
    }

    private static Role role(boolean updated) {
        return updated ? Role.UPDATED : Role.INPUT;
    }

    private static double extreme(Fill fill, ActivationFunction function, boolean gated) {
        double sign = fill.integer(0, 2) == 0 ? 1 : -1;
        boolean limits = !gated
                && switch (function) {
                    case SIGMOID, TANH, RELU -> true;
                    default -> false;
                };
        return switch (fill.integer(0, 8)) {
            case 0 -> sign * 0.0;
            case 1 -> sign * Math.scalb(fill.between(1, 2), fill.integer(-24, -12));
            case 2 -> sign * Math.scalb(fill.between(1, 2), fill.integer(-149, -120));
            case 3 -> sign * fill.between(10, 30);
            case 4 -> sign * fill.between(80, 110);
            case 5 -> sign * fill.between(1000, 30000);
            case 6 -> limits ? sign * Double.POSITIVE_INFINITY : sign * 88.5;
            default -> fill.between(-1, 1);
        };
    }

    private KernelCase elementwise(
            ElementwiseSpec.Operation operation, boolean broadcast, DType left, DType right, DType output) {
        int[] shape = shape();
        boolean strided = next++ % 2 == 1;
        boolean inPlace = strided && left == output;
        ElementwiseSpec spec = new ElementwiseSpec(operation, broadcast, shape[1], left, right, output);
        String id = "elementwise[" + GemmCase.name(operation) + ",broadcast=" + broadcast + ","
                + common(List.of(left, right, output), shape) + (inPlace ? ",inplace" : "") + OpCases.layout(strided);
        return OpCases.of(id, spec, strided, BOTH, tensors -> {
            // Either operand may be the output, if it has its shape and type.
            boolean second = inPlace && !broadcast && right == output && shape[1] % 2 == 0;
            boolean first = inPlace && !second;
            int rows = broadcast ? 1 : shape[0];
            TestTensor a = tensors.cube("a", role(first), left, 1, shape[0], shape[1], Numbers.anySize(9));
            TestTensor b = tensors.cube("b", role(second), right, 1, rows, shape[1], Numbers.anySize(9));
            TestTensor out = second ? b : first ? a : tensors.output("out", output, shape[0], shape[1]);
            return tensors.step(spec, List.of(a, b), List.of(out));
        });
    }

    static String common(List<DType> types, int[] shape) {
        return "t=" + OpCases.types(types.toArray(DType[]::new)) + ",shape=" + shape[0] + "x" + shape[1];
    }
}
