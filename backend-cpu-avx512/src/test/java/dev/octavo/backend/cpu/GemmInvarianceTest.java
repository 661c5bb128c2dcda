package dev.octavo.backend.cpu;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.octavo.spi.BackendOptions;
import dev.octavo.spi.Plan;
import dev.octavo.spi.TensorRef;
import dev.octavo.spi.op.ActivationFunction;
import dev.octavo.spi.op.ComputePrecision;
import dev.octavo.spi.op.Epilogue;
import dev.octavo.spi.op.GemmArgs;
import dev.octavo.spi.op.GemmSpec;
import dev.octavo.spi.op.WeightSource;
import dev.octavo.spi.op.WeightSpec;
import dev.octavo.spi.op.Weights;
import dev.octavo.tensor.DType;
import dev.octavo.tensor.Layout;
import dev.octavo.tensor.WeightFormat;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A row of a product has the same bits whatever other rows, threads and parts of the weights there are. */
class GemmInvarianceTest {

    private static final int N = 94;

    @ParameterizedTest
    @CsvSource({
        "F32,F32,64",
        "F32,F32,33",
        "F32,F32,2100",
        "BF16,F32,70",
        "BF16,F32,3000",
        "BF16,BF16,70",
        "BF16,BF16,3000",
        "F16,F32,45",
        "F16,F16,1025"
    })
    void rowsDoNotDependOnTheBatch(DType type, DType activation, int k) {
        for (String kernels : Backends.kernelsForMatrices()) {
            float[] all = product(kernels, type, activation, k, 200, 2, 1);
            for (int rows : new int[] {1, 2, 3, 4, 5, 64, 75}) {
                assertThat(product(kernels, type, activation, k, rows, 2, 1))
                        .isEqualTo(Arrays.copyOf(all, rows * N / 2));
            }
            assertThat(product(kernels, type, activation, k, 200, 1, 1)).isEqualTo(all);
            assertThat(product(kernels, type, activation, k, 200, 4, 3)).isEqualTo(all);
            assertThat(product(kernels, type, activation, k, 1, 4, 3)).isEqualTo(Arrays.copyOf(all, N / 2));
        }
    }

    /** What sums in f32 does so in one order: in C always that of sixteen lanes, in Java that of as many as a vector has. */
    @ParameterizedTest
    @CsvSource({"F32,33", "F32,2100", "BF16,70", "BF16,3000", "F16,45"})
    void kernelsInCGiveTheBitsOfTheVectorApi(DType type, int k) {
        assumeTrue(Lanes.L == 16, "vectors of the Vector API have " + Lanes.L + " lanes here");
        for (String kernels : Backends.kernels()) {
            assertThat(product(kernels, type, DType.F32, k, 2, 2, 1))
                    .isEqualTo(product("vector", type, DType.F32, k, 2, 2, 1));
            assertThat(product(kernels, type, DType.F32, k, 77, 2, 1))
                    .isEqualTo(product("vector", type, DType.F32, k, 77, 2, 1));
        }
    }

    private static float[] product(
            String kernels, DType type, DType activation, int k, int rows, int threads, int parts) {
        BackendOptions options = new BackendOptions(Map.of("threads", Integer.toString(threads), "kernels", kernels));
        try (Rig rig = new Rig(Backends.open(options));
                Arena arena = Arena.ofShared()) {
            WeightSpec spec = new WeightSpec(N, k, WeightFormat.dense(type));
            MemorySegment values = Rig.stored(arena, type, Rig.randoms(N * k, 5));
            Weights weights = rig.backend.gemm().load(spec, source(values, (long) k * type.bytes(), parts), rig.queue);
            Plan<GemmArgs> plan = rig.backend
                    .gemm()
                    .prepare(new GemmSpec(
                            spec,
                            activation,
                            DType.F32,
                            1 + rows,
                            ComputePrecision.STRICT,
                            List.of(new Epilogue.Bias(), new Epilogue.Gate(ActivationFunction.SILU))));
            TensorRef a = rig.tensor(activation, Layout.matrix(rows, k), Rig.randoms(rows * k, 6));
            TensorRef bias = rig.random(DType.F32, Layout.vector(N), 7);
            TensorRef out = rig.poisoned(DType.F32, Layout.matrix(rows, N / 2));
            rig.run(plan, new GemmArgs(a, weights, out, List.of(bias), Optional.empty()));
            return rig.read(out);
        }
    }

    private static WeightSource source(MemorySegment values, long rowBytes, int parts) {
        WeightSource.Part[] all = new WeightSource.Part[parts];
        int first = 0;
        for (int i = 0; i < parts; i++) {
            int rows = i == parts - 1 ? N - first : N / parts;
            all[i] = new WeightSource.Part(rows, values.asSlice(first * rowBytes, rows * rowBytes));
            first += rows;
        }
        return new WeightSource(List.of(all), true);
    }
}
