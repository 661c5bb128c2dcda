package dev.octavo.conformance.check;

import static dev.octavo.tensor.DType.BF16;
import static dev.octavo.tensor.DType.F16;
import static dev.octavo.tensor.DType.F32;

import dev.octavo.conformance.check.TestTensor.Role;
import dev.octavo.spi.op.LayerNormSpec;
import dev.octavo.spi.op.RmsNormSpec;
import dev.octavo.spi.op.TensorOpSpec;
import dev.octavo.tensor.DType;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.stream.Stream;

/** Norms: odd widths, tiny rows, views of heads in a wider buffer, in place, with a residual. */
final class NormCases {

    private static final List<List<DType>> TYPES = List.of(
            List.of(F32, F32, F32),
            List.of(F32, BF16, F32),
            List.of(BF16, BF16, BF16),
            List.of(BF16, F32, F32),
            List.of(F16, F16, F16),
            List.of(F16, F32, F16),
            List.of(F32, F32, BF16),
            List.of(F32, F16, F16));

    /** Tokens, rows of a token, width. */
    private static final int[][] SHAPES = {
        {1, 1, 1},
        {1, 5, 7},
        {1, 3, 64},
        {1, 17, 65},
        {1, 2, 2048},
        {4, 3, 128},
        {5, 2, 80},
        {1, 7, 8},
        {1, 83, 15},
        {1, 3, 16},
        {1, 4, 31},
        {1, 3, 768},
        {1, 3, 769},
        {1, 2, 5120},
        {1, 2, 5125},
        {1, 7, 1027},
        {1, 2, 8193},
        {1, 3, 16384},
        {2, 9, 257},
        {1, 0, 64},
        {0, 2, 16}
    };

    private static final float[] EPSILONS = {1e-6f, 1e-12f, 0.1f};

    private static final float USUAL = 1e-5f;

    private NormCases() {}

    static Stream<KernelCase> all() {
        List<KernelCase> cases = new ArrayList<>();
        for (List<DType> types : TYPES) {
            for (int i = 0; i < SHAPES.length; i++) {
                boolean strided = i % 2 == 1;
                cases.add(rms(types, SHAPES[i], i % 3 == 2 ? 1 : 0, Variant.PLAIN, strided));
                cases.add(rms(types, SHAPES[i], i % 2, Variant.RESIDUAL, !strided));
                cases.add(layer(
                        types,
                        SHAPES[i],
                        i % 4 < 2,
                        i % 2 == 0,
                        List.of(Variant.values()).get(i % 3),
                        strided));
            }
            for (float epsilon : EPSILONS) {
                cases.add(rms(types, new int[] {1, 6, 40}, 0, epsilon, Variant.PLAIN, false));
                cases.add(layer(types, new int[] {1, 6, 40}, true, true, epsilon, Variant.RESIDUAL, true));
            }
            cases.add(rms(types, new int[] {5, 3, 96}, 0, Variant.IN_PLACE, true));
            cases.add(rms(types, new int[] {1, 4, 33}, 1, Variant.IN_PLACE, false));
        }
        return cases.stream();
    }

    private enum Variant {
        PLAIN,
        RESIDUAL,
        IN_PLACE
    }

    private static KernelCase rms(List<DType> types, int[] shape, int offset, Variant variant, boolean strided) {
        return rms(types, shape, offset, USUAL, variant, strided);
    }

    private static KernelCase rms(
            List<DType> types, int[] shape, int offset, float epsilon, Variant variant, boolean strided) {
        boolean residual = variant == Variant.RESIDUAL;
        boolean inPlace = variant == Variant.IN_PLACE && types.get(0) == types.get(2);
        RmsNormSpec spec =
                new RmsNormSpec(shape[2], epsilon, offset, residual, types.get(0), types.get(1), types.get(2));
        String id = "rmsnorm[" + common(types, shape, inPlace ? Variant.IN_PLACE : variant) + ",offset=" + offset
                + epsilonName(epsilon) + OpCases.layout(strided);
        return OpCases.of(id, spec, strided, EnumSet.of(Pass.RANDOM), tensors -> {
            TestTensor weight = tensors.vector("weight", spec.weight(), spec.width(), Numbers.between(-1.5, 1.5));
            return norm(tensors, spec, shape, inPlace, residual, List.of(weight), spec.input(), spec.output());
        });
    }

    private static String epsilonName(float epsilon) {
        return epsilon == USUAL ? "" : ",eps=" + epsilon;
    }

    private static KernelCase layer(
            List<DType> types, int[] shape, boolean hasWeight, boolean hasBias, Variant variant, boolean strided) {
        return layer(types, shape, hasWeight, hasBias, USUAL, variant, strided);
    }

    private static KernelCase layer(
            List<DType> types,
            int[] shape,
            boolean hasWeight,
            boolean hasBias,
            float epsilon,
            Variant variant,
            boolean strided) {
        boolean residual = variant == Variant.RESIDUAL;
        boolean inPlace = variant == Variant.IN_PLACE && types.get(0) == types.get(2);
        LayerNormSpec spec = new LayerNormSpec(
                shape[2], epsilon, hasWeight, hasBias, residual, types.get(0), types.get(1), types.get(2));
        String id = "layernorm[" + common(types, shape, inPlace ? Variant.IN_PLACE : variant) + ",weight=" + hasWeight
                + ",bias=" + hasBias + epsilonName(epsilon) + OpCases.layout(strided);
        return OpCases.of(id, spec, strided, EnumSet.of(Pass.RANDOM), tensors -> {
            List<TestTensor> vectors = new ArrayList<>();
            if (hasWeight) {
                vectors.add(tensors.vector("weight", spec.weight(), spec.width(), Numbers.between(-1.5, 1.5)));
            }
            if (hasBias) {
                vectors.add(tensors.vector("bias", spec.weight(), spec.width(), Numbers.between(-1, 1)));
            }
            return norm(tensors, spec, shape, inPlace, residual, vectors, spec.input(), spec.output());
        });
    }

    private static OpWorkload.Builder norm(
            OpWorkload.Builder tensors,
            TensorOpSpec spec,
            int[] shape,
            boolean inPlace,
            boolean residual,
            List<TestTensor> vectors,
            DType input,
            DType output) {
        Numbers rows = Numbers.unevenRows();
        Role role = inPlace ? Role.UPDATED : Role.INPUT;
        TestTensor x = tensors.cube("x", role, input, shape[0], shape[1], shape[2], rows);
        List<TestTensor> inputs = new ArrayList<>(List.of(x));
        inputs.addAll(vectors);
        List<TestTensor> outputs = new ArrayList<>();
        outputs.add(inPlace ? x : tensors.cube("out", Role.OUTPUT, output, shape[0], shape[1], shape[2], rows));
        if (residual) {
            outputs.add(tensors.cube("residual", Role.UPDATED, input, shape[0], shape[1], shape[2], rows));
        }
        return tensors.step(spec, inputs, outputs);
    }

    private static String common(List<DType> types, int[] shape, Variant variant) {
        return "t=" + OpCases.types(types.toArray(DType[]::new)) + ",shape=" + shape[0] + "x" + shape[1] + "x"
                + shape[2] + "," + GemmCase.name(variant);
    }
}
