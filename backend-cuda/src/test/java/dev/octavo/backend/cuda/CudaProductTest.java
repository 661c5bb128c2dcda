package dev.octavo.backend.cuda;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_FLOAT;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.octavo.backend.cuda.config.CudaConfig;
import dev.octavo.backend.cuda.ffi.StandInControl;
import dev.octavo.spi.Backend;
import dev.octavo.spi.CommandGraph;
import dev.octavo.spi.CommandQueue;
import dev.octavo.spi.DeviceBuffer;
import dev.octavo.spi.MemoryKind;
import dev.octavo.spi.Plan;
import dev.octavo.spi.Support;
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
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Products of many rows: the same bits from every kernel, and cuBLASLt's way with all epilogues. */
class CudaProductTest {

    private static final int N = 96;
    private static final int K = 176;
    private static final int LIBRARY_ROWS = 256;
    private static final int MOST_ROWS = 136;

    // Faults of the stand-in for cuBLASLt.
    private static final int FLUSHES_HALF = 1;
    private static final int TRANSPOSES = 2;
    private static final int LACKS_BFLOAT = 3;

    private final Random random = new Random(11);
    private Backend backend;
    private CommandQueue queue;

    @BeforeEach
    void open() {
        backend = StandIn.backend();
        queue = backend.newQueue();
    }

    @AfterEach
    void close() {
        if (backend != null) {
            backend.close();
        }
    }

    private MemorySegment shorts(long count) {
        MemorySegment values = Arena.ofAuto().allocate(2 * count, 64);
        for (long i = 0; i < count; i++) {
            values.setAtIndex(JAVA_SHORT, i, (short) (Float.floatToRawIntBits(random.nextFloat(-1, 1)) >>> 16));
        }
        return values;
    }

    private static double number(MemorySegment values, long i) {
        return Float.intBitsToFloat(values.getAtIndex(JAVA_SHORT, i) << 16);
    }

    private TensorRef tensor(DType type, int rows, int columns, @Nullable MemorySegment content) {
        DeviceBuffer buffer =
                backend.memory().allocate((long) type.bytes() * rows * columns, MemoryKind.DEVICE, "test");
        if (content != null) {
            queue.upload(content, buffer, 0);
        }
        return TensorRef.matrix(buffer, type, rows, columns);
    }

    private float[] floats(TensorRef ref) {
        float[] result = new float[ref.layout().rows() * ref.layout().columns()];
        queue.download(ref.buffer(), ref.byteOffset(), MemorySegment.ofArray(result));
        queue.await();
        return result;
    }

    private @Nullable DeviceBuffer workspace(Plan<?> plan) {
        return plan.workspaceBytes() == 0
                ? null
                : backend.memory().allocate(plan.workspaceBytes(), MemoryKind.DEVICE, "workspace");
    }

    private MemorySegment numbers(DType type, long count) {
        MemorySegment values = Arena.ofAuto().allocate(type.bytes() * count, 64);
        for (long i = 0; i < count; i++) {
            float x = random.nextFloat(-1, 1);
            switch (type) {
                case F32 -> values.setAtIndex(JAVA_FLOAT, i, x);
                case F16 -> values.setAtIndex(JAVA_SHORT, i, Float.floatToFloat16(x));
                // All of them but NaN and infinity, which end here.
                case F8_E4M3 -> values.set(JAVA_BYTE, i, (byte) (random.nextInt(0x7f) | random.nextInt(2) << 7));
                case F8_E5M2 -> values.set(JAVA_BYTE, i, (byte) (random.nextInt(0x7c) | random.nextInt(2) << 7));
                default -> values.setAtIndex(JAVA_SHORT, i, (short) (Float.floatToRawIntBits(x) >>> 16));
            }
        }
        return values;
    }

    private static double number(DType type, MemorySegment values, long i) {
        return switch (type) {
            case F32 -> values.getAtIndex(JAVA_FLOAT, i);
            case F16 -> Float.float16ToFloat(values.getAtIndex(JAVA_SHORT, i));
            // An f16 with fewer digits, and one with an exponent of a bit less, whose bias is less by 8.
            case F8_E5M2 -> Float.float16ToFloat((short) (values.get(JAVA_BYTE, i) << 8));
            case F8_E4M3 -> {
                int bits = values.get(JAVA_BYTE, i);
                yield 256 * Float.float16ToFloat((short) ((bits & 0x80) << 8 | (bits & 0x7f) << 7));
            }
            default -> number(values, i);
        };
    }

    /** Rows of a large product are those of small ones to the bit, whatever kernel makes them; returns all. */
    private float[] rowsDoNotDependOnTheBatch(
            WeightSpec spec, MemorySegment values, DType activation, MemorySegment x) {
        Weights weights = backend.gemm().load(spec, WeightSource.stable(N, values), queue);
        TensorRef a = tensor(activation, MOST_ROWS, spec.k(), x);
        TensorRef out = tensor(DType.F32, MOST_ROWS, N, null);
        GemmSpec gemm = new GemmSpec(spec, activation, DType.F32, MOST_ROWS, ComputePrecision.STRICT, List.of());
        assertThat(((Support.Native) backend.gemm().support(gemm)).variant()).contains("matrix units in ");
        Plan<GemmArgs> plan = backend.gemm().prepare(gemm);
        plan.enqueue(queue, new GemmArgs(a, weights, out), null);
        float[] all = floats(out);
        for (int rows : new int[] {1, 9, 17, 33, 64, 65, 129}) {
            int first = MOST_ROWS - rows;
            TensorRef some = tensor(DType.F32, rows, N, null);
            TensorRef part = a.view((long) first * spec.k(), Layout.matrix(rows, spec.k()));
            plan.enqueue(queue, new GemmArgs(part, weights, some), null);
            float[] expected = new float[rows * N];
            System.arraycopy(all, first * N, expected, 0, rows * N);
            assertThat(floats(some)).as(rows + " rows").containsExactly(expected);
        }
        return all;
    }

    @ParameterizedTest
    @CsvSource({
        "BF16, BF16",
        "F16, F16",
        "F16, BF16",
        "BF16, F16",
        "F16, F32",
        "BF16, F32",
        "F16, F8_E4M3",
        "BF16, F8_E4M3",
        "F16, F8_E5M2",
        "BF16, F8_E5M2"
    })
    void rowsDoNotDependOnTheBatchWithDenseWeights(DType type, DType activation) {
        int k = K;
        WeightSpec spec = new WeightSpec(N, k, WeightFormat.dense(type));
        MemorySegment w = numbers(type, (long) N * k);
        MemorySegment x = numbers(activation, (long) MOST_ROWS * k);
        float[] all = rowsDoNotDependOnTheBatch(spec, w, activation, x);
        for (int row : new int[] {0, 63, MOST_ROWS - 1}) {
            for (int column = 0; column < N; column++) {
                double sum = 0;
                double absolute = 0;
                for (int i = 0; i < k; i++) {
                    double product = number(activation, x, (long) row * k + i) * number(type, w, (long) column * k + i);
                    sum += product;
                    absolute += Math.abs(product);
                }
                // R5.2, which products of rounded numbers would miss by a factor of 100 and more.
                double bound = (8 + 2 * Math.sqrt(k)) * 0x1p-24 * absolute;
                assertThat((double) all[row * N + column])
                        .as("row %d, column %d", row, column)
                        .isCloseTo(sum, org.assertj.core.data.Offset.offset(bound));
            }
        }
    }

    /** A part that is 0 makes NaN of infinity, so that is all that can be said. */
    @ParameterizedTest
    @CsvSource({"BF16, 7c00", "BF16, 7c01", "F32, 7c00", "F32, 7c01"})
    void whatIsNoNumberStaysNoneInParts(DType activation, String bits) {
        WeightSpec spec = new WeightSpec(1, 32, WeightFormat.dense(DType.F16));
        MemorySegment w = Arena.ofAuto().allocate(64, 64);
        w.setAtIndex(JAVA_SHORT, 3, (short) Integer.parseInt(bits, 16));
        Weights weights = backend.gemm().load(spec, WeightSource.stable(1, w), queue);
        TensorRef out = tensor(DType.F32, 1, 1, null);
        backend.gemm()
                .prepare(new GemmSpec(spec, activation, DType.F32, 1, ComputePrecision.STRICT, List.of()))
                .enqueue(queue, new GemmArgs(tensor(activation, 1, 32, numbers(activation, 32)), weights, out), null);
        assertThat(floats(out)[0]).satisfies(x -> assertThat(Float.isFinite(x)).isFalse());
    }

    @ParameterizedTest
    @EnumSource(names = {"F32", "F16", "BF16", "F8_E4M3"})
    void rowsDoNotDependOnTheBatchWithQuantisedWeights(DType activation) {
        int blocks = N * (K / 32);
        MemorySegment values = Arena.ofAuto().allocate(34L * blocks);
        for (int block = 0; block < blocks; block++) {
            values.set(JAVA_SHORT.withByteAlignment(1), 34L * block, Float.floatToFloat16(random.nextFloat(0.01f, 1)));
            for (int i = 2; i < 34; i++) {
                values.set(JAVA_BYTE, 34L * block + i, (byte) random.nextInt(-128, 128));
            }
        }
        WeightSpec spec = new WeightSpec(N, K / 32 * 32, new WeightFormat.Blocked(BlockType.Q8_0));
        rowsDoNotDependOnTheBatch(spec, values, activation, numbers(activation, (long) MOST_ROWS * spec.k()));
    }

    /** What the library is asked for, beside a plain sum in double. */
    private void theLibraryMultiplies(List<Epilogue> epilogue) {
        CudaConfig config = CudaConfig.read();
        String library = config.productLibrary();
        assumeTrue(Files.exists(Path.of(library)), "no stand-in for cuBLASLt was built");
        int m = LIBRARY_ROWS + 7;
        boolean gated = epilogue.contains(new Epilogue.Gate(ActivationFunction.SILU));
        int columns = gated ? N / 2 : N;
        WeightSpec spec = new WeightSpec(N, K, WeightFormat.dense(DType.BF16));
        MemorySegment w = shorts((long) N * K);
        MemorySegment x = shorts((long) m * K);
        Weights weights = backend.gemm().load(spec, WeightSource.stable(N, w), queue);
        TensorRef a = tensor(DType.BF16, m, K, x);
        TensorRef out = tensor(DType.F32, m, columns, null);
        List<TensorRef> operands = new ArrayList<>();
        float[] bias = filled(N);
        float[] residual = filled(m * columns);
        if (epilogue.contains(new Epilogue.Bias())) {
            operands.add(tensor(DType.F32, 1, N, MemorySegment.ofArray(bias)));
        }
        if (epilogue.contains(new Epilogue.AddResidual())) {
            operands.add(tensor(DType.F32, m, columns, MemorySegment.ofArray(residual)));
        }
        GemmSpec gemm = new GemmSpec(spec, DType.BF16, DType.F32, m, ComputePrecision.STRICT, epilogue);
        assertThat(((Support.Native) backend.gemm().support(gemm)).variant()).contains("cuBLASLt 13.0");
        Plan<GemmArgs> plan = backend.gemm().prepare(gemm);
        GemmArgs args = new GemmArgs(a, weights, out, operands, Optional.empty());
        DeviceBuffer workspace = workspace(plan);
        int before = StandInControl.number(library, "octavo_standin_heuristics");
        plan.enqueue(queue, args, workspace);
        float[] eager = floats(out);
        int asked = StandInControl.number(library, "octavo_standin_heuristics") - before;
        assertThat(asked).as("the halves of the columns have one shape").isEqualTo(1);
        for (int row : new int[] {0, 1, m - 1}) {
            for (int column = 0; column < columns; column++) {
                double expected = sum(x, w, row, column) + (operands.isEmpty() ? 0 : extra(epilogue, bias[column], 0));
                if (gated) {
                    double value = sum(x, w, row, column + columns) + extra(epilogue, bias[column + columns], 0);
                    expected = expected / (1 + Math.exp(-expected)) * value;
                }
                if (epilogue.contains(new Epilogue.AddResidual())) {
                    expected += residual[row * columns + column];
                }
                assertThat((double) eager[row * columns + column])
                        .as("row " + row + ", column " + column)
                        .isCloseTo(expected, org.assertj.core.data.Offset.offset(1e-4));
            }
        }
        queue.upload(MemorySegment.ofArray(new float[m * columns]), out.buffer(), 0);
        try (CommandGraph graph =
                queue.capture(sink -> plan.enqueue(sink, args, workspace)).orElseThrow()) {
            queue.launch(graph);
            assertThat(floats(out)).as("a graph makes the same bits").containsExactly(eager);
        }
        assertThat(StandInControl.number(library, "octavo_standin_heuristics") - before)
                .as("a shape is asked for once")
                .isEqualTo(1);
    }

    private static double extra(List<Epilogue> epilogue, float bias, double none) {
        return epilogue.contains(new Epilogue.Bias()) ? bias : none;
    }

    private static double sum(MemorySegment x, MemorySegment w, int row, int column) {
        double sum = 0;
        for (int k = 0; k < K; k++) {
            sum += number(x, (long) row * K + k) * number(w, (long) column * K + k);
        }
        return sum;
    }

    private float[] filled(int count) {
        float[] result = new float[count];
        for (int i = 0; i < count; i++) {
            result[i] = random.nextFloat(-1, 1);
        }
        return result;
    }

    @Test
    void theLibraryMultipliesPlainly() {
        theLibraryMultiplies(List.of());
    }

    @Test
    void theLibraryAddsAResidual() {
        theLibraryMultiplies(List.of(new Epilogue.AddResidual()));
    }

    @Test
    void otherEpiloguesFollowTheLibrary() {
        theLibraryMultiplies(List.of(new Epilogue.Bias(), new Epilogue.Gate(ActivationFunction.SILU)));
    }

    @Test
    void theLibrarysThingsAreFreed() {
        String library = CudaConfig.read().productLibrary();
        theLibraryMultiplies(List.of());
        backend.close();
        assertThat(StandInControl.number(library, "octavo_standin_open_things")).isZero();
    }

    /** Found by products at the start, not by a user's text. */
    @ParameterizedTest
    @CsvSource({
        TRANSPOSES + ", BF16, multiplies wrongly: row ",
        FLUSHES_HALF + ", F16, ''",
        LACKS_BFLOAT + ", BF16, ''",
    })
    void aLibraryThatMultipliesWronglyIsNotUsed(int fault, DType wrong, String reason) {
        String library = CudaConfig.read().productLibrary();
        assumeTrue(Files.exists(Path.of(library)), "no stand-in for cuBLASLt was built");
        backend.close();
        int before = StandInControl.number(library, "octavo_standin_open_things");
        StandInControl.breakProducts(library, fault);
        try {
            backend = StandIn.backend();
        } finally {
            StandInControl.breakProducts(library, 0);
        }
        assertThat(variant(wrong)).doesNotContain("cuBLASLt 13.0 from").contains(reason);
        DType other = wrong == DType.BF16 ? DType.F16 : DType.BF16;
        if (fault == TRANSPOSES) {
            assertThat(variant(other)).contains(reason);
            assertThat(StandInControl.number(library, "octavo_standin_open_things"))
                    .isEqualTo(before);
        } else {
            assertThat(variant(other)).contains("cuBLASLt 13.0 from");
        }
    }

    private String variant(DType type) {
        GemmSpec spec = new GemmSpec(
                new WeightSpec(N, K, WeightFormat.dense(type)),
                type,
                DType.F32,
                1000,
                ComputePrecision.STRICT,
                List.of());
        return ((Support.Native) backend.gemm().support(spec)).variant();
    }

    @Test
    void productsOfOtherTypesStayWithOwnKernels() {
        GemmSpec wide = new GemmSpec(
                new WeightSpec(N, K, WeightFormat.dense(DType.F32)),
                DType.F32,
                DType.F32,
                1000,
                ComputePrecision.STRICT,
                List.of());
        assertThat(((Support.Native) backend.gemm().support(wide)).variant())
                .contains("no matrix units: weights in F32")
                .doesNotContain("cuBLASLt");
        GemmSpec mixed = new GemmSpec(
                new WeightSpec(N, K, WeightFormat.dense(DType.F16)),
                DType.BF16,
                DType.F32,
                1000,
                ComputePrecision.STRICT,
                List.of());
        assertThat(((Support.Native) backend.gemm().support(mixed)).variant())
                .contains("matrix units in BF16, weights in two parts")
                .doesNotContain("cuBLASLt");
    }
}
