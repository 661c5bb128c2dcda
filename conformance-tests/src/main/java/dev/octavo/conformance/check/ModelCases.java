package dev.octavo.conformance.check;

import static dev.octavo.tensor.DType.BF16;
import static dev.octavo.tensor.DType.F16;
import static dev.octavo.tensor.DType.F32;
import static dev.octavo.tensor.DType.F8_E4M3;
import static dev.octavo.tensor.DType.I8;

import dev.octavo.conformance.check.AttentionCase.Extras;
import dev.octavo.conformance.check.GemmCase.Experts;
import dev.octavo.conformance.check.GemmCase.Shares;
import dev.octavo.conformance.check.GemmCase.Types;
import dev.octavo.conformance.check.GemmCase.Variant;
import dev.octavo.conformance.check.ModelShapes.Attending;
import dev.octavo.spi.op.AttentionMask;
import dev.octavo.spi.op.KvLayout;
import dev.octavo.tensor.BlockType;
import dev.octavo.tensor.DType;
import dev.octavo.tensor.WeightFormat;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Sizes of real models: whole where they are small, else with one side cut for the full tier and whole for the soak. */
final class ModelCases {

    /** Rows and columns that a cut matrix keeps. */
    private static final int CUT = 130;

    private static final int CUT_K = 64;
    private static final int MOST_ROWS = 40_000;
    private static final long SMALL = 1 << 21;
    private static final long MOST_WEIGHTS = 200_000_000;

    private ModelCases() {}

    private static Types types(int index, int k) {
        BlockType block = k % 256 == 0 ? BlockType.Q4_K : BlockType.Q8_0;
        return switch (index % 6) {
            case 0 -> new Types(BF16, BF16, BF16);
            case 1 -> new Types(new WeightFormat.Blocked(block), F32, F32);
            case 2 -> new Types(BF16, F32, F32);
            case 3 -> new Types(new WeightFormat.Grouped(4, 128, true, F16), BF16, BF16);
            case 4 -> new Types(new WeightFormat.Scaled(F8_E4M3, 128, 128), BF16, BF16);
            default -> new Types(F16, F16, F16);
        };
    }

    static Stream<GemmCase> gemm() {
        List<GemmCase> cases = new ArrayList<>();
        for (ModelShapes model : ModelShapes.all()) {
            for (int[] linear : model.linears()) {
                int n = linear[0];
                int k = linear[1];
                if ((long) n * k <= SMALL) {
                    cases.add(plain(cases.size(), 1, n, k));
                    cases.add(plain(cases.size(), 17, n, k));
                } else {
                    cases.add(plain(cases.size(), 3, Math.min(n, CUT), k));
                    cases.add(plain(cases.size(), 2, Math.min(n, MOST_ROWS), CUT_K));
                    cases.add(plain(cases.size(), 7, n, k));
                }
            }
            for (int[] experts : model.experts()) {
                cases.add(experts(cases.size(), Math.min(experts[0], 16), experts[1], 66, experts[3]));
                cases.add(experts(cases.size(), experts[0], experts[1], 34, CUT_K));
                // As many whole ones as a host has memory for.
                long one = (long) experts[2] * experts[3];
                int count = Math.clamp(MOST_WEIGHTS / one, 2, experts[0]);
                cases.add(experts(cases.size(), count, experts[1], experts[2], experts[3]));
            }
        }
        return cases.stream();
    }

    private static GemmCase plain(int index, int m, int n, int k) {
        return new GemmCase(types(index, k), m, n, k, List.of(), index % 3 == 1);
    }

    private static GemmCase experts(int index, int count, int chosen, int n, int k) {
        Experts experts = new Experts(count, Shares.inTurn(index));
        return new GemmCase(types(index, k), 5 * chosen, n, k, List.of(), experts, Variant.strided(index % 3 == 1));
    }

    static Stream<AttentionCase> attention() {
        DType[][] types = {{F32, F16, F32}, {BF16, BF16, BF16}, {F16, F16, F16}, {BF16, F8_E4M3, BF16}, {BF16, I8, BF16}
        };
        List<AttentionCase> cases = new ArrayList<>();
        for (ModelShapes model : ModelShapes.all()) {
            for (Attending a : model.attentions()) {
                DType[] t = types[cases.size() / 3 % types.length];
                cases.add(attention(a, t, AttentionBatches.of(1, 200, 3, 33)));
                cases.add(attention(a, t, AttentionBatches.of(17, 60)));
                cases.add(attention(a, t, AttentionBatches.of(1, 4000, 16, 512, 1, 1)));
            }
        }
        return cases.stream();
    }

    private static AttentionCase attention(Attending a, DType[] types, List<AttentionCase.Lengths> batch) {
        KvLayout layout = new KvLayout(a.kvHeads(), a.keyDim(), a.valueDim(), a.valueInKey(), 16, types[1]);
        Extras extras = new Extras(a.sinks(), false, false, 0);
        return new AttentionCase(
                a.heads(), layout, types[0], types[2], new AttentionMask.Causal(a.window()), 0, extras, batch);
    }
}
