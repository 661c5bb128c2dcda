package dev.octavo.backend.rocm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.octavo.gpu.code.BundledKernels;
import dev.octavo.gpu.code.KernelList;
import dev.octavo.gpu.driver.KernelKey;
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
            if (List.of("argmax", "attention_merge", "norm", "rope").contains(source)) {
                bySource.putIfAbsent(source, line);
            }
        }
        list = Files.write(folder.resolve("list.txt"), bySource.values());
        keys = bySource.values().stream().map(KernelList::key).toList();
        assertThat(keys).hasSize(4);
    }

    private String build(Path out, String targets) throws IOException, InterruptedException {
        ProcessBuilder builder =
                new ProcessBuilder("sh", "kernels/build", list.toString(), out.toString()).redirectErrorStream(true);
        if (!targets.isEmpty()) {
            builder.environment().put("OCTAVO_ROCM_TARGETS", targets);
        }
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
            });
        }
    }

    @Test
    void theSameSourcesGiveTheSameBytes() throws IOException, InterruptedException {
        build(folder.resolve("a"), "gfx942 gfx1201");
        build(folder.resolve("b/deeper"), "gfx942 gfx1201");
        for (String file : List.of("gfx942/kernels.bin", "gfx942/index.txt", "gfx1201/kernels.bin")) {
            assertThat(Files.mismatch(
                            folder.resolve("a").resolve(file),
                            folder.resolve("b/deeper").resolve(file)))
                    .as(file)
                    .isEqualTo(-1);
        }
    }
}
