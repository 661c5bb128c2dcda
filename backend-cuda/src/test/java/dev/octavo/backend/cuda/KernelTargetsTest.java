package dev.octavo.backend.cuda;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.octavo.gpu.code.KernelList;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code kernels/build}: machine code for every architecture, some kernels of it. The rest takes a release minutes. */
class KernelTargetsTest {

    private static final String RELEASE = "80 86 89 90a 100a 120 ptx80";
    private static final int SHARED_MEMORY = 48 << 10;

    /** What products and attention of most models are made of. */
    private static final List<String> KERNELS =
            List.of("gemm_tile gemm_tile FORMAT=BF16 ACT=BF16", "gemm_unpack gemm_unpack FORMAT=BF16 LANES=1");

    /** The one with the fewest registers left; it takes the compiler longest, and the lists are compiled whole for a release. */
    private static final String TIGHT =
            "attention_units attention KEY_DIM=128 VALUE_DIM=128 VALUE_IN_KEY=0 CACHE=BF16 ROWS=64 WIDE=1";

    /** Attention by warpgroups, with the most registers of it: machine code for compute capability 9.0 alone. */
    private static final List<String> HOPPER = List.of(
            "attention_hopper attention KEY_DIM=128 VALUE_DIM=128 VALUE_IN_KEY=0 CACHE=BF16 ROWS=128 WIDE=1 LOCAL_BYTES=199696",
            "attention_hopper attention KEY_DIM=256 VALUE_DIM=256 VALUE_IN_KEY=0 CACHE=F16 ROWS=64 WIDE=0 LOCAL_BYTES=133648");

    @TempDir
    private Path folder;

    private void build(Path out, List<String> kernels, String targets) throws IOException, InterruptedException {
        Path list = Files.write(folder.resolve("list.txt"), kernels);
        ProcessBuilder builder =
                new ProcessBuilder("sh", "kernels/build", list.toString(), out.toString()).redirectErrorStream(true);
        builder.environment().put("OCTAVO_CUDA_TARGETS", targets);
        Process process = builder.start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(10, TimeUnit.MINUTES)).isTrue();
        assertThat(process.exitValue()).as(said).isZero();
        boolean compiled = !said.contains("none are compiled");
        if (!compiled) {
            assertThat(System.getProperty("octavo.require", "")).as(said).doesNotContain("nvcc");
        }
        assumeTrue(compiled, said);
    }

    @Test
    void kernelsForTensorCoresFitEveryArchitectureWithoutSpills() throws IOException, InterruptedException {
        fit(KERNELS, RELEASE, 6);
        fit(List.of(TIGHT), "90a", 1);
    }

    /** ptxas says so where it cannot let a warpgroup's multiplications run beside other work. */
    @Test
    void attentionByWarpgroupsFitsHopperAlone() throws IOException, InterruptedException {
        fit(HOPPER, "80 90a 100a ptx80", 1);
        try (Stream<Path> files = Files.list(folder.resolve("out1/cache"))) {
            List<Path> logs =
                    files.filter(file -> file.toString().endsWith(".90a.log")).toList();
            assertThat(logs)
                    .hasSameSizeAs(HOPPER)
                    .allSatisfy(log -> assertThat(Files.readString(log)).doesNotContain("serialized", "injected"));
        }
    }

    private void fit(List<String> kernels, String targets, int architectures) throws IOException, InterruptedException {
        Path out = folder.resolve("out" + architectures);
        build(out, kernels, targets);
        List<String[]> rows = Files.readAllLines(out.resolve("resources.txt")).stream()
                .skip(1)
                .map(line -> line.split(" "))
                .toList();
        assertThat(rows).hasSize(kernels.size() * architectures);
        assertThat(rows).allSatisfy(row -> {
            assertThat(Integer.parseInt(row[3])).as("registers").isBetween(1, 255);
            assertThat(Integer.parseInt(row[4]))
                    .as("spills of %s on %s", row[0], row[2])
                    .isZero();
            assertThat(Integer.parseInt(row[5])).as("shared memory").isLessThanOrEqualTo(SHARED_MEMORY);
        });
        assertThat(Files.readAllLines(out.resolve("index.txt"))).hasSize(kernels.size());
    }

    @Test
    void theSameSourcesGiveTheSameBytes() throws IOException, InterruptedException {
        List<String> one = KERNELS.subList(1, 2);
        build(folder.resolve("a"), one, "80 90a ptx80");
        build(folder.resolve("b/deeper"), one, "80 90a ptx80");
        for (String file : List.of("kernels.bin", "index.txt")) {
            assertThat(Files.mismatch(
                            folder.resolve("a").resolve(file),
                            folder.resolve("b/deeper").resolve(file)))
                    .as(file)
                    .isEqualTo(-1);
        }
    }

    @Test
    void theListsHaveWhatIsChecked() throws IOException {
        assertThat(KernelLists.recorded())
                .containsAll(KERNELS)
                .containsAll(HOPPER)
                .contains(TIGHT)
                .allSatisfy(line -> KernelList.key(line));
    }

    /** All supported GPUs have tensor cores: what runs on them is not made for work-items too. {@link CudaConformanceTest} checks that nothing of it is asked for. */
    @Test
    void kernelsThatNoGpuAsksForAreLeftOut() throws IOException, InterruptedException {
        List<String> asked =
                List.of("gemm_lanes gemm_few4 FORMAT=F32 ACT=F32", "gemm_stream gemm_stream FORMAT=Q8_0 ACT=F32");
        List<String> all = new ArrayList<>(asked);
        all.addAll(List.of(
                "gemm_lanes gemm_few4 FORMAT=Q8_0 ACT=F32",
                "gemm_lanes gemm_few4 FORMAT=Q8_0 ACT=F8_E4M3",
                "gemm_lanes gemm_few4 FORMAT=BF16 ACT=BF16",
                "gemm_lanes gemm_few4 FORMAT=F16 ACT=F16"));
        assertThat(KernelLists.built(all)).containsExactlyInAnyOrderElementsOf(asked);
        assertThat(KernelLists.built(KernelLists.recorded())).hasSizeGreaterThan(1000);
    }
}
