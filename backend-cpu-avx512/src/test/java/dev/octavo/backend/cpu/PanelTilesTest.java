package dev.octavo.backend.cpu;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.octavo.spi.BackendOptions;
import dev.octavo.spi.TensorRef;
import dev.octavo.spi.op.ActivationFunction;
import dev.octavo.spi.op.ComputePrecision;
import dev.octavo.spi.op.Epilogue;
import dev.octavo.spi.op.GemmArgs;
import dev.octavo.spi.op.GemmSpec;
import dev.octavo.spi.op.WeightSource;
import dev.octavo.spi.op.WeightSpec;
import dev.octavo.spi.op.Weights;
import dev.octavo.tensor.BlockType;
import dev.octavo.tensor.DType;
import dev.octavo.tensor.Layout;
import dev.octavo.tensor.WeightFormat;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Products of activations in 8 bits with weights in panels. */
class PanelTilesTest {

    private static final int K = 1280;
    private static final int RUN = 32;

    @BeforeAll
    static void onlyWhereTheProcessorHasThem() {
        assumeTrue(
                HostFacts.nativeLibrary().fastest().isPresent(),
                "no integer dot products: this build has no kernels in C, or the processor no AVX2");
    }

    private record Shape(
            int columns, int rows, int threads, int parts, DType activation, List<Epilogue> epilogue, String kernels) {

        Shape(int columns, int rows, int threads, int parts, DType activation, List<Epilogue> epilogue) {
            this(columns, rows, threads, parts, activation, epilogue, "auto");
        }

        Shape(int columns, int rows) {
            this(columns, rows, 2, 1, DType.F32, List.of());
        }

        Shape with(String otherKernels) {
            return new Shape(columns, rows, threads, parts, activation, epilogue, otherKernels);
        }
    }

    @ParameterizedTest
    @EnumSource(BlockType.class)
    void rowsDoNotDependOnTheBatchNorOnThreadsAndParts(BlockType type) {
        int n = 83;
        float[] all = product(type, new Shape(n, 130));
        for (int rows : new int[] {1, 2, 3, 4, 5, 6, 7, 96, 97}) {
            assertThat(product(type, new Shape(n, rows))).isEqualTo(Arrays.copyOf(all, rows * n));
        }
        assertThat(product(type, new Shape(n, 130, 4, 3, DType.F32, List.of()))).isEqualTo(all);
        assertThat(product(type, new Shape(n, 1, 3, 5, DType.F32, List.of()))).isEqualTo(Arrays.copyOf(all, n));
    }

    /** The rounding of activations is the only one beside those of f32 sums. */
    @ParameterizedTest
    @EnumSource(BlockType.class)
    void sumsAreThoseOfRoundedActivations(BlockType type) {
        int n = 23;
        int m = 6;
        float[] got = product(type, new Shape(n, m));
        float[] a = rounded(Rig.randoms(m * K, 6));
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment blocks = BlockOracle.blocks(arena, type, n * K / type.weights());
            for (int column = 0; column < n; column++) {
                for (int row = 0; row < m; row++) {
                    double sum = 0;
                    double absolute = 0;
                    for (int i = 0; i < K; i++) {
                        int at = column * K + i;
                        double w = BlockOracle.expected(
                                type, blocks, (long) at / type.weights() * type.bytes(), at % type.weights());
                        sum += w * a[row * K + i];
                        absolute += Math.abs(w * a[row * K + i]);
                    }
                    assertThat((double) got[row * n + column]).isCloseTo(sum, within(2e-6 * absolute));
                }
            }
        }
    }

    /** Integers are exact, whatever multiplies them: vectors of either width, with and without 8-bit dot products, matrix units. One row, a few, sixteen at a time and the rest; panels in pairs and alone, whole and not. */
    @ParameterizedTest
    @EnumSource(BlockType.class)
    void allKernelsGiveTheSameBits(BlockType type) {
        for (Shape shape : List.of(new Shape(83, 16), new Shape(16, 33), new Shape(64, 100), new Shape(40, 3))) {
            float[] fastest = product(type, shape);
            for (String kernels : Backends.kernelsForMatrices()) {
                if (!kernels.equals("vector")) {
                    assertThat(product(type, shape.with(kernels))).as(kernels).isEqualTo(fastest);
                }
            }
        }
    }

    /** A scale below the normal numbers has no finite reciprocal: rounding with it would make the largest byte out of all. */
    @Test
    void activationsTooSmallForAScaleCountAsZero() {
        float[] tiny = new float[K];
        Arrays.fill(tiny, 0x1p-140f);
        for (String kernels : Backends.kernelsForMatrices()) {
            if (!kernels.equals("vector")) {
                Shape shape = new Shape(32, 1).with(kernels);
                assertThat(product(BlockType.Q8_0, shape, ComputePrecision.INT8_ACTIVATIONS, tiny))
                        .as(kernels)
                        .containsOnly(0f);
            }
        }
    }

    @Test
    void halvesOfAGateAndActivationsInBf16AreTaken() {
        List<Epilogue> gate = List.of(new Epilogue.Gate(ActivationFunction.SILU));
        float[] many = product(BlockType.Q4_K, new Shape(96, 9, 2, 1, DType.BF16, gate));
        assertThat(product(BlockType.Q4_K, new Shape(96, 1, 3, 2, DType.BF16, gate)))
                .isEqualTo(Arrays.copyOf(many, 48));
    }

    /** Where a gate's second half begins inside a panel, products are exact instead. */
    @Test
    void columnsThatDoNotFitPanelsAreMultipliedExactly() {
        List<Epilogue> gate = List.of(new Epilogue.Gate(ActivationFunction.SILU));
        GemmSpec spec = spec(BlockType.Q8_0, new Shape(90, 3, 2, 1, DType.F32, gate));
        assertThat(PanelTiles.fits(spec)).isFalse();
        assertThat(product(BlockType.Q8_0, new Shape(90, 3, 2, 1, DType.F32, gate)))
                .isEqualTo(product(BlockType.Q8_0, new Shape(90, 3, 2, 1, DType.F32, gate), ComputePrecision.STRICT));
    }

    private static float[] rounded(float[] values) {
        float[] result = new float[values.length];
        for (int from = 0; from < values.length; from += RUN) {
            float most = 0;
            for (int i = from; i < from + RUN; i++) {
                most = Math.max(most, Math.abs(values[i]));
            }
            float scale = most / 127;
            for (int i = from; i < from + RUN; i++) {
                result[i] = (float) Math.rint(values[i] * (1 / scale)) * scale;
            }
        }
        return result;
    }

    private static GemmSpec spec(BlockType type, Shape shape) {
        WeightSpec weights = new WeightSpec(shape.columns, K, new WeightFormat.Blocked(type));
        return new GemmSpec(
                weights, shape.activation, DType.F32, shape.rows, ComputePrecision.INT8_ACTIVATIONS, shape.epilogue);
    }

    private static float[] product(BlockType type, Shape shape) {
        return product(type, shape, ComputePrecision.INT8_ACTIVATIONS);
    }

    private static float[] product(BlockType type, Shape shape, ComputePrecision precision) {
        return product(type, shape, precision, Rig.randoms(shape.rows * K, 6));
    }

    private static float[] product(BlockType type, Shape shape, ComputePrecision precision, float[] activations) {
        BackendOptions options =
                new BackendOptions(Map.of("threads", Integer.toString(shape.threads), "kernels", shape.kernels));
        try (Rig rig = new Rig(Backends.open(options));
                Arena arena = Arena.ofShared()) {
            int n = shape.columns;
            MemorySegment values = BlockOracle.blocks(arena, type, n * K / type.weights());
            GemmSpec spec = spec(type, shape);
            spec = new GemmSpec(
                    spec.weights(), spec.activation(), spec.output(), spec.maxRows(), precision, spec.epilogue());
            Weights weights = rig.backend.gemm().load(spec, source(values, type, n, shape.parts), rig.queue);
            TensorRef a = rig.tensor(shape.activation, Layout.matrix(shape.rows, K), activations);
            TensorRef out = rig.poisoned(DType.F32, Layout.matrix(shape.rows, spec.outputColumns()));
            rig.run(rig.backend.gemm().prepare(spec), new GemmArgs(a, weights, out));
            return rig.read(out);
        }
    }

    private static WeightSource source(MemorySegment values, BlockType type, int n, int parts) {
        long rowBytes = (long) K / type.weights() * type.bytes();
        WeightSource.Part[] all = new WeightSource.Part[parts];
        int first = 0;
        for (int i = 0; i < parts; i++) {
            int rows = i == parts - 1 ? n - first : n / parts;
            all[i] = new WeightSource.Part(rows, values.asSlice(first * rowBytes, rows * rowBytes));
            first += rows;
        }
        return new WeightSource(List.of(all), true);
    }
}
