package dev.octavo.conformance.check;

import static dev.octavo.tensor.DType.BF16;
import static dev.octavo.tensor.DType.F16;
import static dev.octavo.tensor.DType.F32;

import dev.octavo.spi.op.RopeSpec;
import dev.octavo.tensor.DType;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Rotations: both pairings, whole and partial heads, queries and keys together. */
final class RopeCases {

    private static final int POSITIONS = 70;

    /** Head dimension, rotary dimension, tokens, heads of the first and of the second tensor (0 for none). */
    private static final int[][] SHAPES = {
        {2, 2, 1, 1, 0},
        {16, 16, 5, 4, 2},
        {64, 64, 17, 3, 1},
        {64, 16, 4, 2, 2},
        {80, 80, 3, 2, 1},
        {96, 48, 7, 5, 0},
        {128, 128, 2, 8, 2},
        {128, 6, 33, 1, 1},
        {120, 120, 11, 3, 1},
        {256, 256, 5, 2, 1},
        {64, 32, 42, 17, 0},
        {32, 30, 3, 4, 4},
        {128, 64, 1, 32, 8},
        {192, 64, 6, 2, 0},
        {34, 34, 7, 1, 3},
        {64, 64, 0, 3, 1}
    };

    private RopeCases() {}

    static Stream<KernelCase> all() {
        List<KernelCase> cases = new ArrayList<>();
        for (DType type : List.of(F32, BF16, F16)) {
            for (RopeSpec.Pairing pairing : RopeSpec.Pairing.values()) {
                for (int i = 0; i < SHAPES.length; i++) {
                    RopeSpec spec = new RopeSpec(SHAPES[i][0], SHAPES[i][1], pairing, type);
                    cases.add(rope(spec, SHAPES[i][2], heads(SHAPES[i]), i % 2 == 1));
                }
                RopeSpec three = new RopeSpec(40, 20, pairing, type);
                cases.add(rope(three, 9, new int[] {4, 1, 2}, false));
                cases.add(rope(three, 5, new int[] {1, 2, 3, 4, 5, 6, 7, 8}, true));
            }
        }
        return cases.stream();
    }

    private static int[] heads(int[] shape) {
        return shape[4] == 0 ? new int[] {shape[3]} : new int[] {shape[3], shape[4]};
    }

    private static KernelCase rope(RopeSpec spec, int tokens, int[] allHeads, boolean strided) {
        String id = "rope[t=" + GemmCase.name(spec.type()) + ",pairing=" + GemmCase.name(spec.pairing()) + ",dim="
                + spec.headDim() + ",rotary=" + spec.rotaryDim() + ",tokens=" + tokens + ",heads="
                + Arrays.stream(allHeads).mapToObj(Integer::toString).collect(Collectors.joining("+"))
                + OpCases.layout(strided);
        return OpCases.of(id, spec, strided, EnumSet.allOf(Pass.class), tensors -> {
            List<TestTensor> inputs = List.of(
                    tensors.vector("positions", DType.I32, tokens, Numbers.integers(0, POSITIONS)),
                    tensors.input("cos", F32, POSITIONS, spec.rotaryDim() / 2, Numbers.rotary(true)),
                    tensors.input("sin", F32, POSITIONS, spec.rotaryDim() / 2, Numbers.rotary(false)));
            List<TestTensor> outputs = new ArrayList<>();
            for (int heads : allHeads) {
                String name = "x" + outputs.size();
                outputs.add(tensors.heads(name, spec.type(), tokens, heads, spec.headDim(), Numbers.upTo(8)));
            }
            return tensors.step(spec, inputs, outputs);
        });
    }
}
