package dev.octavo.backend.cuda;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The kernels that a release compiles ahead of time. */
final class KernelLists {

    private static final List<String> FILES = List.of("instances.txt", "units.txt", "hopper.txt");

    private KernelLists() {}

    /** All lines of {@code kernels/*.txt}. */
    static List<String> recorded() throws IOException {
        List<String> lines = new ArrayList<>();
        for (String file : FILES) {
            lines.addAll(Files.readAllLines(Path.of("kernels").resolve(file)));
        }
        return lines;
    }

    /** Those of a list that {@code kernels/build} does not leave out. */
    static List<String> built(List<String> list) throws IOException, InterruptedException {
        Path file = Files.write(Files.createTempFile("kernels", ".txt"), list);
        try {
            Process process = new ProcessBuilder("sh", "kernels/build", file.toString(), "list").start();
            List<String> built = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .toList();
            assertThat(process.waitFor()).isZero();
            return built;
        } finally {
            Files.delete(file);
        }
    }
}
