package dev.octavo.conformance.check;

import static dev.octavo.tensor.DType.BF16;
import static dev.octavo.tensor.DType.F16;
import static dev.octavo.tensor.DType.F32;

import dev.octavo.conformance.check.GemmCase.Types;
import dev.octavo.spi.op.ActivationFunction;
import dev.octavo.spi.op.Epilogue;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** The grid of matrix products. */
final class GemmCases {

    private static final List<Types> TYPES = List.of(
            new Types(F32, F32, F32),
            new Types(F16, F32, F32),
            new Types(BF16, F32, F32),
            new Types(F16, F16, F16),
            new Types(F16, F16, F32),
            new Types(BF16, BF16, BF16),
            new Types(BF16, BF16, F32));

    private static final int[] ROWS = {1, 2, 3, 4, 5, 7, 8, 16, 17, 33, 64, 100};

    /** n and k around the edges of tiles and vectors. */
    private static final int[][] SHAPES = {
        {1, 1},
        {1, 64},
        {3, 7},
        {15, 17},
        {16, 16},
        {17, 31},
        {31, 33},
        {32, 64},
        {33, 65},
        {48, 96},
        {63, 127},
        {64, 128},
        {65, 129},
        {96, 80},
        {127, 48},
        {128, 257},
        {129, 15},
        {255, 63},
        {256, 256},
        {257, 8},
        {8, 1024}
    };

    private GemmCases() {}

    static Stream<ConformanceCase> all() {
        List<GemmCase> cases = new ArrayList<>();
        plain(cases);
        epilogues(cases);
        experts(cases);
        return cases.stream().map(GemmCase::build);
    }

    private static void plain(List<GemmCase> cases) {
        int shape = 0;
        for (Types types : TYPES) {
            for (int m : ROWS) {
                // Three of the shapes for each m; the walk is coprime to their number, so that all pairs come up.
                for (int i = 0; i < 3; i++) {
                    int[] nk = SHAPES[shape++ * 5 % SHAPES.length];
                    cases.add(new GemmCase(types, m, nk[0], nk[1], List.of(), i == 1));
                }
            }
        }
    }

    private static void epilogues(List<GemmCase> cases) {
        int[][] shapes = {{1, 32, 48}, {5, 66, 33}, {17, 130, 64}};
        for (Types types : List.of(TYPES.get(0), TYPES.get(2), TYPES.get(3), TYPES.get(5))) {
            int next = 0;
            for (List<Epilogue> epilogue : epilogueLists()) {
                int[] shape = shapes[next++ % shapes.length];
                cases.add(new GemmCase(types, shape[0], shape[1], shape[2], epilogue, next % 2 == 0));
            }
            List<Epilogue> residual = List.of(new Epilogue.AddResidual());
            cases.add(new GemmCase(types, 7, 33, 40, residual, 1, true, true));
        }
    }

    private static List<List<Epilogue>> epilogueLists() {
        Epilogue bias = new Epilogue.Bias();
        Epilogue half = new Epilogue.Scale(0.5f);
        Epilogue residual = new Epilogue.AddResidual();
        Epilogue gate = new Epilogue.Gate(ActivationFunction.SILU);
        List<List<Epilogue>> lists = new ArrayList<>(List.of(
                List.of(bias),
                List.of(half),
                List.of(residual),
                List.of(new Epilogue.SoftCap(30)),
                List.of(bias, half),
                List.of(half, bias),
                List.of(bias, residual),
                List.of(gate),
                List.of(bias, gate),
                List.of(new Epilogue.Gate(ActivationFunction.GELU_TANH)),
                List.of(gate, residual),
                List.of(new Epilogue.Scale(0.125f), new Epilogue.SoftCap(5), bias),
                List.of(bias, new Epilogue.Activate(ActivationFunction.RELU), half, residual)));
        for (ActivationFunction function : ActivationFunction.values()) {
            lists.add(List.of(new Epilogue.Scale(0.25f), new Epilogue.Activate(function)));
        }
        return lists;
    }

    private static void experts(List<GemmCase> cases) {
        for (Types types : TYPES) {
            cases.add(new GemmCase(types, 9, 33, 40, List.of(), 4, false, false));
            cases.add(new GemmCase(
                    types, 20, 34, 65, List.of(new Epilogue.Gate(ActivationFunction.SILU)), 8, true, false));
        }
    }
}
