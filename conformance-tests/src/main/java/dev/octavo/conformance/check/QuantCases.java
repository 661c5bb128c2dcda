package dev.octavo.conformance.check;

import static dev.octavo.tensor.DType.BF16;
import static dev.octavo.tensor.DType.F16;
import static dev.octavo.tensor.DType.F32;

import dev.octavo.conformance.check.GemmCase.Experts;
import dev.octavo.conformance.check.GemmCase.Shares;
import dev.octavo.conformance.check.GemmCase.Types;
import dev.octavo.conformance.check.GemmCase.Variant;
import dev.octavo.spi.op.ActivationFunction;
import dev.octavo.spi.op.ComputePrecision;
import dev.octavo.spi.op.Epilogue;
import dev.octavo.tensor.DType;
import dev.octavo.tensor.WeightFormat;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** The grid of matrix products with quantised weights. */
final class QuantCases {

    /** Activation and output. */
    private static final DType[][] PAIRS = {{F32, F32}, {BF16, BF16}, {F16, F16}, {BF16, F32}, {F16, F32}};

    /** m and n. */
    private static final int[][] SIZES = {
        {1, 1}, {1, 33}, {2, 129}, {3, 8}, {5, 64}, {7, 31}, {17, 65}, {33, 16}, {64, 40}, {1, 257}
    };

    private final List<GemmCase> cases = new ArrayList<>();

    private QuantCases() {}

    static Stream<GemmCase> all() {
        QuantCases grid = new QuantCases();
        Formats.blocked().forEach(grid::blocked);
        Formats.grouped().forEach(grid::grouped);
        Formats.scaled().forEach(grid::scaled);
        Stream.of(Formats.blocked(), Formats.grouped(), Formats.scaled())
                .flatMap(formats -> formats)
                .forEach(grid::fused);
        return grid.cases.stream();
    }

    private Types types(WeightFormat format) {
        DType[] pair = PAIRS[cases.size() % PAIRS.length];
        return new Types(format, pair[0], pair[1]);
    }

    private void plain(WeightFormat format, int m, int n, int k) {
        cases.add(new GemmCase(types(format), m, n, k, List.of(), cases.size() % 3 == 1));
    }

    /** One block, several, and so many that loops over several blocks at once have a rest. */
    private void blocked(WeightFormat format) {
        int block = ((WeightFormat.Blocked) format).type().weights();
        int[] counts = {1, 2, 3, 5, 7, 16};
        for (int i = 0; i < SIZES.length; i++) {
            int count = block == 256 ? counts[i % 4] : counts[i % counts.length];
            plain(format, SIZES[i][0], SIZES[i][1], count * block);
        }
        plain(format, 2, 3, 4096);
    }

    /** Whole groups, and a last group that is shorter; with 4 bits also a row that ends in half a byte. */
    private void grouped(WeightFormat format) {
        int[] lengths = {128, 256, 100, 65, 384};
        for (int i = 0; i < lengths.length; i++) {
            int[] size = SIZES[(cases.size() + i) % SIZES.length];
            plain(format, size[0], size[1], lengths[i]);
        }
    }

    /** Whole tiles, and tiles that are cut on both sides. */
    private void scaled(WeightFormat format) {
        plain(format, 1, 128, 128);
        plain(format, 3, 130, 200);
        plain(format, 17, 257, 96);
        plain(format, 33, 60, 384);
        plain(format, 2, 7, 33);
    }

    private void fused(WeightFormat format) {
        List<Epilogue> gate = List.of(new Epilogue.Gate(ActivationFunction.SILU));
        List<Epilogue> biasedGate = List.of(new Epilogue.Bias(), new Epilogue.Gate(ActivationFunction.SILU));
        int next = cases.size();
        cases.add(new GemmCase(types(format), 4, 34, 256, Epilogues.BIAS_RESIDUAL, next % 2 == 0));
        cases.add(new GemmCase(types(format), 9, 66, 256, gate, next % 2 == 1));
        Shares shares = Shares.inTurn(next / 5);
        cases.add(new GemmCase(
                types(format), 13, 20, 256, List.of(), new Experts(4, shares), Variant.strided(next % 2 == 0)));
        cases.add(new GemmCase(types(format), 40, 18, 256, biasedGate, new Experts(3, shares), Variant.DENSE));
        Variant loose =
                Variant.DENSE.with(next % 2 == 0 ? ComputePrecision.INT8_ACTIVATIONS : ComputePrecision.REDUCED_INPUTS);
        cases.add(new GemmCase(types(format), 5, 35, 512, List.of(), Experts.ONE, loose));
        Variant int8 = Variant.DENSE.with(ComputePrecision.INT8_ACTIVATIONS);
        cases.add(new GemmCase(types(format), 1, 49, 1280, Epilogues.BIAS_RESIDUAL, Experts.ONE, int8));
        cases.add(new GemmCase(types(format), 7, 96, 768, gate, Experts.ONE, int8));
        cases.add(new GemmCase(types(format), 21, 32, 256, List.of(), new Experts(3, shares), int8));
    }
}
