package dev.octavo.backend.opencl;

import static org.assertj.core.api.Assertions.assertThat;

import dev.octavo.spi.Backend;
import dev.octavo.spi.BackendOptions;
import dev.octavo.spi.CommandQueue;
import dev.octavo.spi.DeviceBuffer;
import dev.octavo.spi.MemoryKind;
import dev.octavo.spi.Plan;
import dev.octavo.spi.TensorRef;
import dev.octavo.spi.op.ComputePrecision;
import dev.octavo.spi.op.GemmArgs;
import dev.octavo.spi.op.GemmSpec;
import dev.octavo.spi.op.WeightSource;
import dev.octavo.spi.op.WeightSpec;
import dev.octavo.spi.op.Weights;
import dev.octavo.tensor.DType;
import dev.octavo.tensor.Layout;
import dev.octavo.tensor.WeightFormat;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TuningTest {

    private static final int N = 1024;
    private static final int K = 1024;
    private static final int ROWS = 8;

    @TempDir
    Path folder;

    private Backend open(String tuning) {
        return Devices.open(new BackendOptions(Map.of("cache", folder.toString(), "tuning", tuning)));
    }

    private List<String> lines() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            List<Path> found = files.filter(
                            file -> file.getFileName().toString().startsWith("tuning-"))
                    .toList();
            return found.isEmpty() ? List.of() : Files.readAllLines(found.getFirst());
        }
    }

    private void choose(String from, String to) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            Path file = files.filter(name -> name.getFileName().toString().startsWith("tuning-"))
                    .findFirst()
                    .orElseThrow();
            Files.writeString(file, Files.readString(file).replaceAll(from, to));
        }
    }

    /** What was measured is kept, is used, and changes no bit; the kernels of the rule, of a measurement and of a file give the same. */
    @Test
    void choicesAreMeasuredOnceAndChangeNoBit() throws IOException {
        float[] byRule;
        try (Backend backend = open("off")) {
            byRule = product(backend);
            assertThat(lines()).isEmpty();
        }
        try (Backend backend = open("file")) {
            assertThat(product(backend)).containsExactly(byRule);
            assertThat(lines()).as("nothing is measured").isEmpty();
        }
        try (Backend backend = open("on")) {
            assertThat(product(backend)).containsExactly(byRule);
        }
        List<String> measured = lines();
        assertThat(measured).hasSize(5).first().isEqualTo("octavo-tuning 1");
        assertThat(measured.subList(1, 5))
                .allMatch(line -> line.matches("gemm f16 F32 STRICT n1024 k1024 m[1248] = gemm_\\w+"));
        choose("m8 = gemm_\\w+", "m8 = gemm_rows1");
        for (String tuning : List.of("on", "file")) {
            try (Backend backend = open(tuning)) {
                assertThat(product(backend)).containsExactly(byRule);
            }
        }
        assertThat(lines())
                .as("what is known is not measured again")
                .contains("gemm f16 F32 STRICT n1024 k1024 m8 = gemm_rows1");
        // A kernel that there is not: as if nothing were known.
        choose("m8 = gemm_\\w+", "m8 = gemm_rows77");
        try (Backend backend = open("on")) {
            assertThat(product(backend)).containsExactly(byRule);
        }
        assertThat(lines()).noneMatch(line -> line.endsWith("gemm_rows77"));
    }

    private static float[] product(Backend backend) {
        WeightSpec spec = new WeightSpec(N, K, WeightFormat.dense(DType.F16));
        try (Arena arena = Arena.ofConfined();
                CommandQueue queue = backend.newQueue();
                DeviceBuffer a = backend.memory().allocate(4L * ROWS * K, MemoryKind.DEVICE, "a");
                DeviceBuffer out = backend.memory().allocate(4L * ROWS * N, MemoryKind.DEVICE, "out")) {
            Random random = new Random(3);
            MemorySegment values = arena.allocate(2L * N * K, 64);
            for (long i = 0; i < (long) N * K; i++) {
                values.setAtIndex(ValueLayout.JAVA_SHORT, i, Float.floatToFloat16(random.nextFloat() - 0.5f));
            }
            float[] numbers = new float[ROWS * K];
            for (int i = 0; i < numbers.length; i++) {
                numbers[i] = random.nextFloat() - 0.5f;
            }
            queue.upload(MemorySegment.ofArray(numbers), a, 0);
            try (Weights weights = backend.gemm().load(spec, WeightSource.stable(N, values), queue);
                    Plan<GemmArgs> plan = backend.gemm()
                            .prepare(new GemmSpec(
                                    spec, DType.F32, DType.F32, ROWS, ComputePrecision.STRICT, List.of()))) {
                plan.enqueue(queue, new GemmArgs(matrix(a, K), weights, matrix(out, N)), null);
                float[] result = new float[ROWS * N];
                queue.download(out, 0, MemorySegment.ofArray(result));
                queue.await();
                return result;
            }
        }
    }

    private static TensorRef matrix(DeviceBuffer buffer, int columns) {
        return new TensorRef(buffer, 0, DType.F32, Layout.matrix(ROWS, columns));
    }
}
