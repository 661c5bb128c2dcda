package dev.octavo.backend.rocm.ffi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.octavo.backend.rocm.config.RocmConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A rocBLAS that is not there, not the right one, or not for this processor, is a value with a reason and a remedy. */
class RocBlasSearchTest {

    @TempDir
    private Path folder;

    private static String standIn() {
        String library = RocmConfig.read().productLibrary();
        assumeTrue(Files.exists(Path.of(library)), "no stand-in was built");
        return library;
    }

    private static String lack(String explicit, String kernels, String processor) {
        return RocBlasSearch.load(explicit, kernels, processor).lack().orElseThrow();
    }

    @Test
    void aMissingLibraryIsAReason() {
        assertThat(lack("/nowhere/librocblas.so.4", "", "gfx90a"))
                .contains("/nowhere/librocblas.so.4", "install", "-Doctavo.rocm.rocblas=");
    }

    @Test
    void aLibraryWithoutItsFunctionsIsAReason() {
        String hip = RocmConfig.read().library();
        assumeTrue(Files.exists(Path.of(hip)), "no stand-in was built");
        assertThat(lack(hip, "", "gfx90a")).contains("rocblas_get_version_string");
    }

    @Test
    void aSwitchedOffLibraryIsAReason() {
        assertThat(lack("none", "", "gfx90a")).contains("switched off");
    }

    @Test
    void kernelsBesideTheLibraryAreFound() {
        assertThat(RocBlasSearch.load(standIn(), "", "gfx942"))
                .isInstanceOfSatisfying(
                        RocBlas.class, found -> assertThat(found.version()).isEqualTo("rocBLAS 4.2.4"));
    }

    /** It would end the process. */
    @Test
    void aProcessorThatItHasNoKernelsForIsAReason() {
        assertThat(lack(standIn(), "", "gfx1151"))
                .contains("rocBLAS 4.2.4 has no kernels for gfx1151", "install", "ROCBLAS_TENSILE_LIBPATH");
        assertThat(lack(standIn(), folder.resolve("none").toString(), "gfx942")).contains("no kernels for gfx942");
    }

    /** As versions of ROCm and Debian lay them out. */
    @ParameterizedTest
    @CsvSource({
        "library/TensileLibrary_lazy_gfx90a.dat, gfx90a, true",
        "library/Kernels.so-000-gfx90a-xnack-.hsaco, gfx90a, true",
        "library/gfx90a/TensileLibrary_gfx90a.co, gfx90a, true",
        "4.2.4/library/TensileLibrary_Type_HH_Contraction_gfx1100.co, gfx1100, true",
        "library/TensileLibrary_lazy_gfx1100.dat, gfx110, false",
        "library/TensileLibrary_lazy_gfx1100.dat, gfx1101, false",
        "library/TensileLibrary.dat, gfx906, false"
    })
    void filesAreForAProcessorByTheirNames(String file, String processor, boolean isThere) throws IOException {
        Path path = folder.resolve(file);
        Files.createDirectories(path.getParent());
        Files.writeString(path, "");
        assertThat(RocBlasSearch.hasKernels(folder, processor)).isEqualTo(isThere);
    }

    @ParameterizedTest
    @CsvSource({"4.2.4.60401-367eec16, 4.2.4", "2.44.0.2345, 2.44.0", "5.0.1, 5.0.1", "odd, odd"})
    void versionsAreShortened(String full, String shown) {
        assertThat(RocBlas.shortened(full)).isEqualTo(shown);
    }
}
