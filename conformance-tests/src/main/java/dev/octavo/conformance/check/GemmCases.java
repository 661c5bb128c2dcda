package dev.octavo.conformance.check;

import static dev.octavo.tensor.DType.BF16;
import static dev.octavo.tensor.DType.F16;
import static dev.octavo.tensor.DType.F32;
import static dev.octavo.tensor.DType.F8_E4M3;
import static dev.octavo.tensor.DType.F8_E5M2;

import dev.octavo.conformance.check.GemmCase.Experts;
import dev.octavo.conformance.check.GemmCase.Shares;
import dev.octavo.conformance.check.GemmCase.Types;
import dev.octavo.conformance.check.GemmCase.Variant;
import dev.octavo.spi.op.ActivationFunction;
import dev.octavo.spi.op.ComputePrecision;
import dev.octavo.spi.op.Epilogue;
import dev.octavo.tensor.DType;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** The grid of matrix products with dense weights; {@link QuantCases} has the other formats. */
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

    /** Around the edges of tiles and vectors. */
    private static final int[] EDGES = {
        1, 2, 3, 7, 8, 9, 15, 16, 17, 31, 32, 33, 63, 64, 65, 127, 128, 129, 255, 256, 257
    };

    private final List<GemmCase> cases = new ArrayList<>();

    private GemmCases() {}

    static Stream<KernelCase> all() {
        GemmCases grid = new GemmCases();
        grid.rows();
        grid.edges();
        grid.everyType();
        grid.longSums();
        grid.epilogues();
        grid.experts();
        grid.precisions();
        grid.nothing();
        Stream<KernelCase> grids =
                Stream.concat(grid.cases.stream(), QuantCases.all()).map(GemmCase::build);
        Stream<KernelCase> models = ModelCases.gemm().map(GemmCase::build).map(KernelCase::notInSmoke);
        return Stream.concat(grids, models).filter(KernelCase.distinctIds());
    }

    private void plain(Types types, int m, int n, int k) {
        cases.add(new GemmCase(types, m, n, k, List.of(), cases.size() % 3 == 1));
    }

    private int edge(int index) {
        // The walk is coprime to the number of edges, so that all pairs come up.
        return EDGES[index * 8 % EDGES.length];
    }

    private void rows() {
        for (Types types : TYPES) {
            for (int m : ROWS) {
                for (int i = 0; i < 3; i++) {
                    plain(types, m, edge(cases.size()), edge(2 * cases.size() + 3));
                }
            }
        }
    }

    private void edges() {
        for (Types types : TYPES) {
            for (int edge : EDGES) {
                int next = cases.size();
                plain(types, edge, edge(next), edge(2 * next + 1));
                plain(types, 1 + next % 5, edge, edge(2 * next + 1));
                plain(types, 6 + next % 13, edge(2 * next + 1), edge);
            }
        }
    }

    private void everyType() {
        for (DType weights : new DType[] {F32, F16, BF16, F8_E4M3, F8_E5M2}) {
            for (DType activation : new DType[] {F32, F16, BF16, F8_E4M3}) {
                for (DType output : new DType[] {F32, F16, BF16, F8_E4M3}) {
                    Types types = new Types(weights, activation, output);
                    plain(types, 3, 33, 40);
                    plain(types, 18, 20, 65);
                }
            }
        }
    }

    /** Sums so long that it shows where they are kept in a short type. */
    private void longSums() {
        for (Types types : TYPES) {
            plain(types, 1, 5, 16384);
            plain(types, 7, 4, 4097);
            plain(types, 20, 3, 2048);
        }
    }

    private void epilogues() {
        int[][] shapes = {{1, 32, 48}, {5, 66, 33}, {17, 130, 64}};
        for (Types types : TYPES) {
            int next = 0;
            for (List<Epilogue> epilogue : Epilogues.all()) {
                int[] shape = shapes[next++ % shapes.length];
                cases.add(new GemmCase(types, shape[0], shape[1], shape[2], epilogue, next % 2 == 0));
            }
            Variant inPlace = new Variant(true, true, true, ComputePrecision.STRICT);
            List<Epilogue> residual = List.of(new Epilogue.AddResidual());
            cases.add(new GemmCase(types, 7, 33, 40, residual, Experts.ONE, inPlace));
            cases.add(new GemmCase(types, 1, 129, 40, Epilogues.BIAS_RESIDUAL, Experts.ONE, inPlace));
            cases.add(new GemmCase(types, 6, 35, 40, Epilogues.BIAS_RESIDUAL, Experts.ONE, inPlace));
        }
    }

    private void experts() {
        List<Epilogue> gate = List.of(new Epilogue.Gate(ActivationFunction.SILU));
        List<Epilogue> bias = List.of(new Epilogue.Bias());
        List<Epilogue> biasedGate = List.of(new Epilogue.Bias(), new Epilogue.Gate(ActivationFunction.GELU_TANH));
        for (Types types : TYPES) {
            for (Shares shares : Shares.values()) {
                experts(types, 9, 33, 40, List.of(), new Experts(4, shares));
                experts(types, 20, 34, 65, gate, new Experts(8, shares));
                experts(types, 64, 16, 48, bias, new Experts(3, shares));
                experts(types, 31, 10, 33, biasedGate, new Experts(64, shares));
                experts(types, 40, 17, 32, Epilogues.BIAS_RESIDUAL, new Experts(5, shares));
            }
        }
    }

    private void experts(Types types, int m, int n, int k, List<Epilogue> epilogue, Experts experts) {
        cases.add(new GemmCase(types, m, n, k, epilogue, experts, Variant.strided(cases.size() % 3 == 0)));
    }

    private void precisions() {
        for (Types types : TYPES) {
            for (ComputePrecision precision :
                    List.of(ComputePrecision.REDUCED_INPUTS, ComputePrecision.INT8_ACTIVATIONS)) {
                cases.add(new GemmCase(types, 3, 40, 96, List.of(), Experts.ONE, Variant.DENSE.with(precision)));
                cases.add(new GemmCase(types, 33, 17, 256, List.of(), Experts.ONE, Variant.STRIDED.with(precision)));
            }
        }
    }

    /** No rows at all, and none for any expert. */
    private void nothing() {
        for (Types types : TYPES) {
            plain(types, 0, 33, 40);
            cases.add(new GemmCase(types, 0, 32, 16, Epilogues.BIAS_RESIDUAL, true));
            experts(types, 0, 16, 32, List.of(), new Experts(4, Shares.UNEVEN));
        }
    }
}
