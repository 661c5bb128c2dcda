package dev.octavo.backend.cuda.ffi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.octavo.backend.cuda.config.CudaConfig;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.NoSuchElementException;
import org.junit.jupiter.api.Test;

/** A cuBLASLt that is not there, or not the right one, is a value with a reason and a remedy. */
class CublasLtTest {

    @Test
    void aMissingLibraryIsAReason() {
        assertThat(CublasLtSearch.load("/nowhere/libcublasLt.so.13").lack().orElseThrow())
                .contains("/nowhere/libcublasLt.so.13", "install", "-Doctavo.cuda.cublaslt=");
    }

    @Test
    void aLibraryWithoutItsFunctionsIsAReason() {
        String driver = CudaConfig.read().driverLibrary();
        assumeTrue(Files.exists(Path.of(driver)), "no stand-in was built");
        assertThat(CublasLtSearch.load(driver).lack().orElseThrow()).contains("cublasLtGetVersion");
    }

    @Test
    void aSwitchedOffLibraryIsAReason() {
        assertThat(CublasLtSearch.load("none").lack().orElseThrow()).contains("switched off");
    }

    @Test
    void oldVersionsAreRefusedByName() {
        assertThat(CublasLt.named(12, 0)).isEqualTo("cuBLASLt 12.0");
        assertThatThrownBy(() -> CublasLt.named(11, 8))
                .isInstanceOf(NoSuchElementException.class)
                .hasMessageContaining("cuBLASLt 11.8 is too old");
    }
}
