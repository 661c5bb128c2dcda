package dev.octavo.conformance.check;

import static dev.octavo.tensor.DType.BF16;
import static dev.octavo.tensor.DType.F16;
import static dev.octavo.tensor.DType.F32;

import dev.octavo.spi.op.RopeSpec;
import dev.octavo.tensor.DType;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
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
        {128, 6, 33, 1, 1}
    };

    private RopeCases() {}

    static Stream<KernelCase> all() {
        List<KernelCase> cases = new ArrayList<>();
        for (DType type : List.of(F32, BF16, F16)) {
            for (RopeSpec.Pairing pairing : RopeSpec.Pairing.values()) {
                for (int i = 0; i < SHAPES.length; i++) {
                    cases.add(rope(new RopeSpec(SHAPES[i][0], SHAPES[i][1], pairing, type), SHAPES[i], i % 2 == 1));
                }
            }
        }
        return cases.stream();
    }

    private static KernelCase rope(RopeSpec spec, int[] shape, boolean strided) {
        String id = "rope[t=" + GemmCase.name(spec.type()) + ",pairing=" + GemmCase.name(spec.pairing()) + ",dim="
                + spec.headDim() + ",rotary=" + spec.rotaryDim() + ",tokens=" + shape[2] + ",heads=" + shape[3] + "+"
                + shape[4] + OpCases.layout(strided);
        return OpCases.of(id, spec, strided, EnumSet.allOf(Pass.class), tensors -> {
            List<TestTensor> inputs = List.of(
                    tensors.vector("positions", DType.I32, shape[2], Numbers.integers(0, POSITIONS)),
                    tensors.input("cos", F32, POSITIONS, spec.rotaryDim() / 2, Numbers.rotary(true)),
                    tensors.input("sin", F32, POSITIONS, spec.rotaryDim() / 2, Numbers.rotary(false)));
            List<TestTensor> outputs = new ArrayList<>();
            for (int heads : new int[] {shape[3], shape[4]}) {
                if (heads > 0) {
                    String name = "x" + outputs.size();
                    outputs.add(tensors.heads(name, spec.type(), shape[2], heads, spec.headDim(), Numbers.upTo(8)));
                }
            }
            return tensors.step(spec, inputs, outputs);
        });
    }
}
