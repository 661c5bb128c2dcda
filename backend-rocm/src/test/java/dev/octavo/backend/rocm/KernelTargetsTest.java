package dev.octavo.backend.rocm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.octavo.gpu.code.BundledKernels;
import dev.octavo.gpu.code.KernelList;
import dev.octavo.gpu.driver.KernelKey;
import dev.octavo.tensor.DType;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code kernels/build}: machine code for every processor, some kernels of it. The rest takes a release minutes. */
class KernelTargetsTest {

    /** Processors and what their files say that they are for (EF_AMDGPU_MACH of LLVM's AMDGPU usage guide). */
    private static final Map<String, Integer> MACHINES = Map.of(
            "gfx908", 0x30,
            "gfx90a", 0x3f,
            "gfx942", 0x4c,
            "gfx1030", 0x36,
            "gfx1100", 0x41,
            "gfx1101", 0x46,
            "gfx1102", 0x47,
            "gfx1151", 0x4a,
            "gfx1200", 0x48,
            "gfx1201", 0x4e);

    private static final int AMDGPU = 224;

    @TempDir
    private Path folder;

    private Path list;
    private List<KernelKey> keys;

    @BeforeEach
    void choose() throws IOException {
        Map<String, String> bySource = new TreeMap<>();
        for (String line : Files.readAllLines(Path.of("../backend-cuda/kernels/instances.txt"))) {
            String source = KernelList.key(line).source();
            if (List.of("argmax", "norm").contains(source)) {
                bySource.putIfAbsent(source, line);
            }
        }
        list = Files.write(folder.resolve("list.txt"), bySource.values());
        keys = bySource.values().stream().map(KernelList::key).toList();
        assertThat(keys).hasSize(2);
    }

    private String build(Path out, String targets) throws IOException, InterruptedException {
        return build(out, targets, "yes");
    }

    private String build(Path out, String targets, String twins) throws IOException, InterruptedException {
        ProcessBuilder builder =
                new ProcessBuilder("sh", "kernels/build", list.toString(), out.toString()).redirectErrorStream(true);
        if (!targets.isEmpty()) {
            builder.environment().put("OCTAVO_ROCM_TARGETS", targets);
        }
        builder.environment().put("OCTAVO_ROCM_TWINS", twins);
        Process process = builder.start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(10, TimeUnit.MINUTES)).isTrue();
        assertThat(process.exitValue()).as(said).isZero();
        if (said.contains("none are compiled")) {
            assertThat(System.getProperty("octavo.require", "")).as(said).doesNotContain(RocmProvider.ID);
        }
        assumeTrue(!said.contains("none are compiled"), said);
        return said;
    }

    private static @Nullable InputStream open(Path file) {
        try {
            return Files.newInputStream(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void everyProcessorHasCodeOfItsOwnThatTheIndexFinds() throws IOException, InterruptedException {
        Path out = folder.resolve("out");
        build(out, "");
        MACHINES.forEach((target, machine) -> {
            BundledKernels bundled =
                    new BundledKernels(name -> open(out.resolve(target).resolve(name)), "test");
            for (KernelKey key : keys) {
                byte[] code = bundled.find(key).orElseThrow().code().get();
                ByteBuffer header = ByteBuffer.wrap(code).order(ByteOrder.LITTLE_ENDIAN);
                assertThat(header.getInt(0)).isEqualTo(0x464c457f);
                assertThat(header.getShort(18)).isEqualTo((short) AMDGPU);
                assertThat(header.getInt(48) & 0xff).as(target).isEqualTo(machine);
            }
        });
        try (Stream<String> lines = Files.lines(out.resolve("resources.txt"))) {
            List<String[]> rows = lines.skip(1).map(line -> line.split(" ")).toList();
            assertThat(rows).hasSize(keys.size() * MACHINES.size());
            assertThat(rows).allSatisfy(row -> {
                assertThat(Integer.parseInt(row[1])).as("registers").isPositive();
                assertThat(row[4] + row[5]).as("spilled, scratch of %s", row[0]).isEqualTo("00");
                assertThat(Integer.parseInt(row[6])).as("local memory").isLessThanOrEqualTo(64 << 10);
                assertThat(Integer.parseInt(row[8]))
                        .as("work-items of a wave of %s", row[0])
                        .isEqualTo(GfxTarget.of(row[0]).orElseThrow().waveSize());
            });
        }
    }

    /** gfx1030 has no matrix units, gfx90a's take subnormal f16 for 0. What runs on matrix units is not made for work-items too. */
    @Test
    void processorsGetTheKernelsThatTheyAskFor() throws IOException, InterruptedException {
        String attention = "attention_units attention KEY_DIM=64 VALUE_DIM=64 VALUE_IN_KEY=0 CACHE=%s ROWS=16 WIDE=0";
        String product = "%s gemm FORMAT=%s ACT=%s";
        list = Files.write(
                folder.resolve("units.txt"),
                List.of(
                        attention.formatted("BF16"),
                        attention.formatted("F16"),
                        product.formatted("gemm_stream", "Q4_K", "F16"),
                        product.formatted("gemm_stream", "Q4_K", "BF16"),
                        product.formatted("gemm_stream", "BF16", "F16"),
                        product.formatted("gemm_stream", "Q4_K", "F8_E4M3"),
                        product.formatted("gemm_lanes", "Q4_K", "F8_E4M3"),
                        product.formatted("gemm_lanes", "Q4_K", "F16"),
                        product.formatted("gemm_lanes", "Q4_K", "F32"),
                        product.formatted("gemm_lanes", "F32", "F32")));
        ProcessBuilder builder = new ProcessBuilder("sh", "kernels/build", list.toString(), "list");
        builder.environment().put("OCTAVO_ROCM_TARGETS", "gfx90a gfx1030 gfx1101");
        Process process = builder.start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).isZero();
        assertThat(said.lines().map(line -> line.replace(" KEY_DIM=64 VALUE_DIM=64 VALUE_IN_KEY=0", "")))
                .containsExactlyInAnyOrder(
                        "gfx1101 attention_units attention CACHE=BF16 ROWS=16 WIDE=0",
                        "gfx1101 attention_units attention CACHE=F16 ROWS=16 WIDE=0",
                        "gfx1101 gemm_stream gemm FORMAT=Q4_K ACT=F16",
                        "gfx1101 gemm_stream gemm FORMAT=Q4_K ACT=BF16",
                        "gfx1101 gemm_stream gemm FORMAT=BF16 ACT=F16",
                        "gfx1101 gemm_stream gemm FORMAT=Q4_K ACT=F8_E4M3",
                        "gfx1101 gemm_lanes gemm FORMAT=F32 ACT=F32",
                        "gfx90a attention_units attention CACHE=BF16 ROWS=16 WIDE=0",
                        "gfx90a gemm_stream gemm FORMAT=Q4_K ACT=BF16",
                        "gfx90a gemm_stream gemm FORMAT=BF16 ACT=F16",
                        "gfx90a gemm_lanes gemm FORMAT=Q4_K ACT=F16",
                        "gfx90a gemm_lanes gemm FORMAT=Q4_K ACT=F8_E4M3",
                        "gfx90a gemm_lanes gemm FORMAT=F32 ACT=F32",
                        "gfx1030 gemm_lanes gemm FORMAT=Q4_K ACT=F16",
                        "gfx1030 gemm_lanes gemm FORMAT=Q4_K ACT=F8_E4M3",
                        "gfx1030 gemm_lanes gemm FORMAT=Q4_K ACT=F32",
                        "gfx1030 gemm_lanes gemm FORMAT=F32 ACT=F32");
        assertThat(GfxTarget.of("gfx90a").orElseThrow().units()).containsExactly(DType.BF16);
        assertThat(GfxTarget.of("gfx1030").orElseThrow().units()).isEmpty();
    }

    /** WMMA's waves have 256 registers: attention, whose sums take most of them, fits into these everywhere. */
    @Test
    void attentionOnMatrixUnitsSpillsNothing() throws IOException, InterruptedException {
        String kernel = "attention_units attention KEY_DIM=128 VALUE_DIM=128 VALUE_IN_KEY=0 CACHE=BF16 ROWS=64 WIDE=1";
        list = Files.write(folder.resolve("attention.txt"), List.of(kernel));
        Path out = folder.resolve("attention");
        build(out, "gfx90a gfx1100 gfx1200");
        try (Stream<String> lines = Files.lines(out.resolve("resources.txt"))) {
            assertThat(lines.skip(1).map(line -> line.split(" ")))
                    .hasSize(3)
                    .allSatisfy(row -> assertThat(row[4] + row[5])
                            .as("spilled, scratch of %s", row[0])
                            .isEqualTo("00"));
        }
    }

    /** 8-bit floats of gfx942's hardware are FNUZ, ours are OCP's: no conversion is left to an instruction. */
    @Test
    void eightBitFloatsAreConvertedByIntegers() throws IOException, InterruptedException {
        String kernels = "../gpu-kernels/src/main/resources/dev/octavo/gpu/kernels";
        for (String target : List.of("gfx942")) {
            Path assembly = folder.resolve(target + ".s");
            Process process;
            try {
                process = new ProcessBuilder(
                                "clang-19",
                                "-x",
                                "hip",
                                "--cuda-device-only",
                                "-nogpuinc",
                                "-nogpulib",
                                "-std=c++17",
                                "-O3",
                                "--offload-arch=" + target,
                                "-include",
                                kernels + "/vendor/hip.h",
                                "-I" + kernels,
                                "-DFORMAT=F8_E4M3",
                                "-DACT=BF16",
                                kernels + "/gemm_stream.k",
                                "-S",
                                "-o",
                                assembly.toString())
                        .redirectErrorStream(true)
                        .start();
            } catch (IOException e) {
                assumeTrue(false, "no clang-19 here: " + e.getMessage());
                return;
            }
            String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(process.waitFor()).as(said).isZero();
            assertThat(Files.readString(assembly))
                    .contains("gemm_stream8")
                    .doesNotContainPattern("v_cvt_\\w*(fp8|bf8)");
        }
    }

    /** In every folder; and gfx1201's, which are gfx1200's under another name, are what the compiler makes for it. */
    @Test
    void theSameSourcesGiveTheSameBytes() throws IOException, InterruptedException {
        build(folder.resolve("a"), "gfx942 gfx1200 gfx1201");
        build(folder.resolve("b/deeper"), "gfx942 gfx1201", "no");
        for (String file :
                List.of("gfx942/kernels.bin", "gfx942/index.txt", "gfx1201/kernels.bin", "gfx1201/index.txt")) {
            assertThat(Files.mismatch(
                            folder.resolve("a").resolve(file),
                            folder.resolve("b/deeper").resolve(file)))
                    .as(file)
                    .isEqualTo(-1);
        }
    }
}
