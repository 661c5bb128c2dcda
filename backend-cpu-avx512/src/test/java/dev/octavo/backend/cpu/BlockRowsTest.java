package dev.octavo.backend.cpu;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT_UNALIGNED;
import static org.assertj.core.api.Assertions.assertThat;

import dev.octavo.spi.BackendOptions;
import dev.octavo.spi.Support;
import dev.octavo.spi.TensorRef;
import dev.octavo.spi.op.ComputePrecision;
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
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Blocks of quantised weights: each weight is what the format says, and products have the same bits for any number of rows. */
class BlockRowsTest {

    private static final int N = 23;
    private static final int K = 1280;

    @ParameterizedTest
    @EnumSource(BlockType.class)
    void everyWeightIsWhatTheFormatSays(BlockType type) {
        int count = 64;
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment blocks = BlockOracle.blocks(arena, type, count);
            WeightRows rows = WeightRows.of(new WeightFormat.Blocked(type));
            int weights = count * type.weights();
            MemorySegment wide = arena.allocate(4L * weights + 64);
            rows.widen(blocks, 0, 0, wide, 0, weights);
            for (int i = 0; i < weights; i++) {
                long at = (long) i / type.weights() * type.bytes();
                assertThat(wide.get(JAVA_FLOAT_UNALIGNED, 4L * i))
                        .as("weight %d", i)
                        .isEqualTo(BlockOracle.expected(type, blocks, at, i % type.weights()) + 0f);
            }
            MemorySegment piece = arena.allocate(4L * type.weights() + 64);
            rows.widen(blocks, 0, 3 * type.weights(), piece, 0, type.weights());
            assertThat(piece.get(JAVA_FLOAT_UNALIGNED, 4))
                    .isEqualTo(wide.get(JAVA_FLOAT_UNALIGNED, 4L * (3 * type.weights() + 1)));
        }
    }

    @ParameterizedTest
    @EnumSource(BlockType.class)
    void rowsDoNotDependOnTheBatchNorOnTheWay(BlockType type) {
        float[] all = product("vector", type, 40, 2, false);
        for (String kernels : Backends.kernels()) {
            for (int rows : new int[] {1, 2, 3, 6, 7, 39}) {
                assertThat(product(kernels, type, rows, 2, false)).isEqualTo(Arrays.copyOf(all, rows * N));
            }
            assertThat(product(kernels, type, 40, 1, false)).isEqualTo(all);
            // As f32, weights take another way through the kernels, with the same order of operations.
            assertThat(product(kernels, type, 40, 2, true)).isEqualTo(all);
            assertThat(product(kernels, type, 1, 2, true)).isEqualTo(Arrays.copyOf(all, N));
        }
    }

    private static float[] product(String kernels, BlockType type, int rows, int threads, boolean wide) {
        BackendOptions options = new BackendOptions(Map.of("threads", Integer.toString(threads), "kernels", kernels));
        try (Rig rig = new Rig(Backends.open(options));
                Arena arena = Arena.ofShared()) {
            MemorySegment values = BlockOracle.blocks(arena, type, N * K / type.weights());
            WeightFormat format = new WeightFormat.Blocked(type);
            if (wide) {
                MemorySegment floats = arena.allocate(4L * N * K + 64);
                WeightRows.of(format).widen(values, 0, 0, floats, 0, N * K);
                values = floats;
                format = WeightFormat.dense(DType.F32);
            }
            WeightSpec spec = new WeightSpec(N, K, format);
            Weights weights = rig.backend.gemm().load(spec, WeightSource.stable(N, values), rig.queue);
            GemmSpec gemm = new GemmSpec(spec, DType.F32, DType.F32, rows, ComputePrecision.STRICT, List.of());
            assertThat(rig.backend.gemm().support(gemm)).isInstanceOf(Support.Native.class);
            TensorRef a = rig.tensor(DType.F32, Layout.matrix(rows, K), Rig.randoms(rows * K, 6));
            TensorRef out = rig.poisoned(DType.F32, Layout.matrix(rows, N));
            rig.run(rig.backend.gemm().prepare(gemm), new GemmArgs(a, weights, out));
            return rig.read(out);
        }
    }
}
