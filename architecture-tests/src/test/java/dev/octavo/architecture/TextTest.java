package dev.octavo.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What sources say and how long they are. */
class TextTest {

    private static final Pattern VENDOR =
            Pattern.compile("\\b(cuda|rocm|hip|opencl|nvidia|amd)\\b", Pattern.CASE_INSENSITIVE);
    private static final int LONGEST_FILE = 600;

    @Test
    void apiRuntimeAndSuiteNameNoVendor() {
        List<String> named = Stream.of("api", "runtime", "conformance-tests")
                .flatMap(module -> Octavo.mainSources(module).stream())
                .filter(file -> VENDOR.matcher(Octavo.read(file)).find())
                .map(TextTest::relative)
                .toList();
        assertThat(named).as("sources that name a vendor or a vendor's API").isEmpty();
    }

    @Test
    void filesAreShort() {
        List<String> tooLong = Octavo.sources().stream()
                .filter(file -> Octavo.read(file).lines().count() > LONGEST_FILE)
                .map(TextTest::relative)
                .toList();
        assertThat(tooLong).as("files of more than " + LONGEST_FILE + " lines").isEmpty();
    }

    @Test
    void everyPackageIsNullMarked() {
        List<String> unmarked = Stream.of(
                        "api",
                        "runtime",
                        "backend-cpu-avx512",
                        "gpu-kernels",
                        "backend-opencl",
                        "backend-cuda",
                        "backend-rocm",
                        "conformance-tests",
                        "server",
                        "examples/backend-scalar")
                .flatMap(module -> Octavo.mainSources(module).stream())
                .filter(file -> file.toString().endsWith(".java") && !file.endsWith("module-info.java"))
                .map(Path::getParent)
                .distinct()
                .filter(directory ->
                        !directory.resolve("package-info.java").toFile().isFile()
                                || !Octavo.read(directory.resolve("package-info.java"))
                                        .contains("@NullMarked"))
                .map(TextTest::relative)
                .toList();
        assertThat(unmarked).as("packages without @NullMarked").isEmpty();
    }

    private static String relative(Path file) {
        return Octavo.repository().relativize(file).toString();
    }
}
