package dev.octavo.backend.cuda;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeFalse;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.octavo.backend.cuda.config.CudaConfig;
import dev.octavo.gpu.code.KernelList;
import dev.octavo.gpu.driver.KernelKey;
import dev.octavo.gpu.stream.StreamDriver;
import dev.octavo.spi.Probe;
import dev.octavo.spi.UnsupportedSpecException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a machine may lack is a value with a reason and a remedy. */
class CudaAccessTest {

    @TempDir
    private Path folder;

    private CudaAccess.Barred barred(CudaConfig config) {
        assertThat(CudaAccess.of(config)).isInstanceOf(CudaAccess.Barred.class);
        CudaAccess.Barred barred = (CudaAccess.Barred) CudaAccess.of(config);
        assertThat(barred.reason()).isNotBlank();
        assertThat(barred.remedy()).isNotBlank();
        return barred;
    }

    private CudaConfig config(String library) {
        return new CudaConfig(library, "none", "", "off", folder.toString());
    }

    @Test
    void withoutADriverTheReasonNamesTheLibraryAndTheRemedyTheDriver() {
        CudaAccess.Barred barred = barred(config(folder.resolve("libcuda.so.1").toString()));
        assertThat(barred.reason()).contains("libcuda.so.1");
        assertThat(barred.remedy()).contains("580");
    }

    @Test
    void aLibraryWithoutTheFunctionsIsTooOld() {
        Path libc = Path.of("/lib/x86_64-linux-gnu/libc.so.6");
        assumeTrue(Files.exists(libc), "no libc at " + libc);
        assertThat(barred(config(libc.toString())).reason()).contains("too old").contains("cuCtxSetCurrent");
    }

    @Test
    void aTemporaryFolderThatCannotBeWrittenIsNamed() {
        CudaConfig normal = StandIn.require();
        CudaConfig nowhere = new CudaConfig(
                normal.driverLibrary(),
                "none",
                "",
                "off",
                folder.resolve("nowhere").toString());
        assertThat(barred(nowhere).reason()).contains("nowhere");
    }

    @Test
    void theStandInSaysThatItIsNoGpu() {
        CudaConfig config = StandIn.require();
        assumeFalse(config.driverLibrary().isEmpty(), "the machine's own driver is used");
        Probe probe = new CudaProvider().probe();
        assertThat(probe).isInstanceOf(Probe.Available.class);
        assertThat(((Probe.Available) probe).devices()).singleElement().satisfies(device -> {
            assertThat(device.name()).contains("stand-in").contains("no GPU");
            assertThat(device.physicalId()).contains("pci:0000:5a:00.0");
            assertThat(device.driver()).contains("CUDA 13.0");
            assertThat(device.variant()).contains("compute capability 9.0");
        });
    }

    @Test
    void aKernelThatNobodyHasIsRefusedWithWhatWasTried() {
        CudaConfig normal = StandIn.require();
        CudaConfig noCompiler = new CudaConfig(normal.driverLibrary(), "none", "", "off", normal.temporaryFolder());
        CudaAccess.Open open = (CudaAccess.Open) CudaAccess.of(noCompiler);
        try (StreamDriver driver =
                CudaGpuDriver.open(open.driver(), CudaDevices.of(open).usable().getFirst(), noCompiler)) {
            assertThatThrownBy(() -> driver.kernel(KernelKey.of("trial", "scale")))
                    .isInstanceOf(UnsupportedSpecException.class)
                    .hasMessageContaining("trial scale")
                    .hasMessageContaining("compiled into this jar")
                    .hasMessageContaining("switched off");
        }
    }

    @Test
    void kernelsThatWereAskedForAreWrittenDown() throws Exception {
        CudaConfig normal = StandIn.require();
        Path list = folder.resolve("list.txt");
        CudaConfig config = new CudaConfig(
                normal.driverLibrary(), normal.compilerLibrary(), list.toString(), "off", normal.temporaryFolder());
        CudaAccess.Open open = (CudaAccess.Open) CudaAccess.of(config);
        KernelKey key = KernelKey.of("trial", "sums", "GROUP_SIZE", 64, "TIMES", 1);
        try (StreamDriver driver =
                CudaGpuDriver.open(open.driver(), CudaDevices.of(open).usable().getFirst(), config)) {
            driver.kernel(key);
            driver.kernel(key);
        }
        List<String> lines = Files.readAllLines(list);
        assertThat(lines).containsExactly("trial sums GROUP_SIZE=64 TIMES=1");
        assertThat(KernelList.key(lines.getFirst())).isEqualTo(key);
    }
}
