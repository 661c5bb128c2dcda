package dev.octavo.backend.rocm;

import static java.lang.foreign.ValueLayout.JAVA_SHORT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.octavo.backend.rocm.config.RocmConfig;
import dev.octavo.backend.rocm.ffi.StandInControl;
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
import dev.octavo.tensor.DType;
import dev.octavo.tensor.WeightFormat;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Products of many rows by rocBLAS, on a stand-in for it: arguments, epilogues, streams and captures, and what becomes of one that does not multiply as it should. */
class RocBlasProductTest {

    private static final int M = 263;
    private static final int N = 96;
    private static final int K = 176;
    private static final int FLUSHES_HALF = 1;
    private static final int TRANSPOSES = 2;
    private static final int LACKS_BFLOAT = 3;

    private final Random random = new Random(11);
    private StandInControl blas;
    private Backend backend;
    private CommandQueue queue;

    @BeforeEach
    void open() {
        StandIn.require();
        String library = RocmConfig.read().productLibrary();
        assumeTrue(Files.exists(Path.of(library)), "no stand-in for rocBLAS was built");
        blas = new StandInControl(library);
        backend = StandIn.backend();
        queue = backend.newQueue();
    }

    @AfterEach
    void close() {
        if (backend != null) {
            backend.close();
            blas.breakProducts(0);
        }
    }

    private MemorySegment numbers(DType type, int count) {
        MemorySegment values = Arena.ofAuto().allocate(2L * count, 64);
        for (int i = 0; i < count; i++) {
            float x = random.nextFloat(-1, 1);
            values.setAtIndex(
                    JAVA_SHORT,
                    i,
                    type == DType.F16 ? Float.floatToFloat16(x) : (short) (Float.floatToRawIntBits(x) >>> 16));
        }
        return values;
    }

    private static double number(DType type, MemorySegment values, int i) {
        short bits = values.getAtIndex(JAVA_SHORT, i);
        return type == DType.F16 ? Float.float16ToFloat(bits) : Float.intBitsToFloat(bits << 16);
    }

    private float[] floats(int count) {
        float[] result = new float[count];
        for (int i = 0; i < count; i++) {
            result[i] = random.nextFloat(-1, 1);
        }
        return result;
    }

    private TensorRef tensor(DType type, int rows, int columns, MemorySegment content) {
        DeviceBuffer buffer = backend.memory().allocate(content.byteSize(), MemoryKind.DEVICE, "test");
        queue.upload(content, buffer, 0);
        return TensorRef.matrix(buffer, type, rows, columns);
    }

    private float[] download(TensorRef ref) {
        float[] result = new float[ref.layout().rows() * ref.layout().columns()];
        queue.download(ref.buffer(), ref.byteOffset(), MemorySegment.ofArray(result));
        queue.await();
        return result;
    }

    private static double sum(DType type, MemorySegment x, MemorySegment w, int row, int column) {
        double sum = 0;
        for (int k = 0; k < K; k++) {
            sum += number(type, x, row * K + k) * number(type, w, column * K + k);
        }
        return sum;
    }

    private static GemmSpec spec(DType type, List<Epilogue> epilogue) {
        return new GemmSpec(
                new WeightSpec(N, K, WeightFormat.dense(type)), type, DType.F32, M, ComputePrecision.STRICT, epilogue);
    }

    private String variant(DType type) {
        return ((Support.Native) backend.gemm().support(spec(type, List.of()))).variant();
    }

    /** What the library makes, beside a plain sum in double; at once, and in a graph. */
    private void multiplies(DType type, List<Epilogue> epilogue) {
        boolean gated = epilogue.contains(new Epilogue.Gate(ActivationFunction.SILU));
        boolean biased = epilogue.contains(new Epilogue.Bias());
        boolean hasResidual = epilogue.contains(new Epilogue.AddResidual());
        int columns = gated ? N / 2 : N;
        MemorySegment w = numbers(type, N * K);
        MemorySegment x = numbers(type, M * K);
        float[] bias = floats(N);
        float[] residual = floats(M * columns);
        List<TensorRef> operands = new ArrayList<>();
        if (biased) {
            operands.add(tensor(DType.F32, 1, N, MemorySegment.ofArray(bias)));
        }
        if (hasResidual) {
            operands.add(tensor(DType.F32, M, columns, MemorySegment.ofArray(residual)));
        }
        GemmSpec spec = spec(type, epilogue);
        Weights weights = backend.gemm().load(spec.weights(), WeightSource.stable(N, w), queue);
        TensorRef out = tensor(DType.F32, M, columns, MemorySegment.ofArray(new float[M * columns]));
        Plan<GemmArgs> plan = backend.gemm().prepare(spec);
        DeviceBuffer workspace = backend.memory().allocate(plan.workspaceBytes(), MemoryKind.DEVICE, "workspace");
        GemmArgs args = new GemmArgs(tensor(type, M, K, x), weights, out, operands, Optional.empty());
        int before = blas.number("octavo_standin_products");
        plan.enqueue(queue, args, workspace);
        float[] eager = download(out);
        int pieces = blas.number("octavo_standin_products") - before;
        assertThat(pieces).as("products by the library").isPositive();
        for (int row : new int[] {0, 1, M - 1}) {
            for (int column = 0; column < columns; column++) {
                double expected = sum(type, x, w, row, column) + (biased ? bias[column] : 0);
                if (gated) {
                    double value = sum(type, x, w, row, column + columns) + (biased ? bias[column + columns] : 0);
                    expected = expected / (1 + Math.exp(-expected)) * value;
                }
                expected += hasResidual ? residual[row * columns + column] : 0;
                assertThat((double) eager[row * columns + column])
                        .as("row " + row + ", column " + column)
                        .isCloseTo(expected, within(1e-4));
            }
        }
        queue.upload(MemorySegment.ofArray(new float[M * columns]), out.buffer(), 0);
        try (CommandGraph graph =
                queue.capture(sink -> plan.enqueue(sink, args, workspace)).orElseThrow()) {
            queue.launch(graph);
            assertThat(download(out)).as("a graph makes the same bits").containsExactly(eager);
        }
        assertThat(blas.number("octavo_standin_products") - before).isEqualTo(2 * pieces);
        // The handle has not kept the captured stream, which is gone.
        plan.enqueue(queue, args, workspace);
        assertThat(download(out)).containsExactly(eager);
    }

    @ParameterizedTest
    @CsvSource({"BF16", "F16"})
    void plainly(DType type) {
        assertThat(variant(type)).contains("rocBLAS 4.2.4 from 256 rows on");
        multiplies(type, List.of());
    }

    @Test
    void withAResidual() {
        multiplies(DType.BF16, List.of(new Epilogue.AddResidual()));
    }

    @Test
    void withOtherEpiloguesAfterIt() {
        multiplies(DType.BF16, List.of(new Epilogue.Bias(), new Epilogue.Gate(ActivationFunction.SILU)));
    }

    @Test
    void itsHandleIsFreed() {
        int before = blas.number("octavo_standin_open_handles");
        Backend other = StandIn.backend();
        assertThat(blas.number("octavo_standin_open_handles")).isEqualTo(before + 1);
        other.close();
        assertThat(blas.number("octavo_standin_open_handles")).isEqualTo(before);
    }

    /** Found by a product at the start, not by a user's text. */
    @Test
    void oneThatMultipliesWronglyIsNotUsed() {
        int before = blas.number("octavo_standin_open_handles");
        blas.breakProducts(TRANSPOSES);
        Backend other = StandIn.backend();
        try {
            Support support = other.gemm().support(spec(DType.BF16, List.of()));
            assertThat(((Support.Native) support).variant())
                    .contains("no library: rocBLAS 4.2.4 multiplies wrongly: row ");
            assertThat(blas.number("octavo_standin_open_handles")).isEqualTo(before);
        } finally {
            other.close();
        }
    }

    @ParameterizedTest
    @CsvSource({FLUSHES_HALF + ", BF16, F16", LACKS_BFLOAT + ", F16, BF16"})
    void oneThatMultipliesATypeWronglyIsUsedForTheOther(int fault, DType right, DType wrong) {
        blas.breakProducts(fault);
        backend.close();
        backend = StandIn.backend();
        assertThat(variant(right)).contains("rocBLAS");
        assertThat(variant(wrong)).doesNotContain("rocBLAS");
    }

    /** There it is no faster than what is here. */
    @Test
    void processorsWithoutMatrixUnitsDoNotLookForIt() {
        backend.close();
        StandIn.control().become("gfx1030", 32);
        try {
            backend = StandIn.backend();
            assertThat(variant(DType.BF16)).contains("no matrix units").doesNotContain("rocBLAS", "no library");
        } finally {
            StandIn.control().reset();
        }
    }
}
