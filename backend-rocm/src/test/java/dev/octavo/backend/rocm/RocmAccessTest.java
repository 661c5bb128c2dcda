package dev.octavo.backend.rocm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeFalse;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.octavo.backend.rocm.config.RocmConfig;
import dev.octavo.backend.rocm.ffi.StandInControl;
import dev.octavo.gpu.driver.KernelKey;
import dev.octavo.gpu.stream.StreamDriver;
import dev.octavo.spi.Probe;
import dev.octavo.spi.UnsupportedSpecException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a machine may lack is a value with a reason and a remedy, another one for each lack. */
class RocmAccessTest {

    @TempDir
    private Path folder;

    @AfterEach
    void reset() {
        String library = RocmConfig.read().library();
        if (!library.isEmpty() && Files.exists(Path.of(library))) {
            new StandInControl(library).reset();
        }
    }

    private static RocmAccess.Barred barred(RocmConfig config) {
        assertThat(RocmAccess.of(config)).isInstanceOf(RocmAccess.Barred.class);
        RocmAccess.Barred barred = (RocmAccess.Barred) RocmAccess.of(config);
        assertThat(barred.reason()).isNotBlank();
        assertThat(barred.remedy()).isNotBlank();
        return barred;
    }

    private RocmConfig config(String library, Path kernelDriver) {
        return new RocmConfig(library, "none", "", "off", "none", "", kernelDriver.toString());
    }

    @Test
    void withoutTheKernelsDriverNoLibraryIsLookedFor() {
        assumeFalse(Files.exists(RocmAccess.WINDOWS_DRIVER), "Windows' driver takes its place here");
        RocmAccess.Barred neither = barred(config("", folder.resolve("kfd")));
        assertThat(neither.reason()).contains("there is no").contains("kfd");
        assertThat(neither.remedy()).contains("modprobe amdgpu").contains("hip-runtime-amd");
        assertThat(neither.cause()).isEmpty();
    }

    @Test
    void withoutALibraryTheReasonNamesIt() {
        String missing = folder.resolve("libamdhip64.so.6").toString();
        RocmAccess.Barred barred = barred(config(missing, folder));
        assertThat(barred.reason()).contains("libamdhip64.so.6");
        assertThat(barred.remedy()).contains("hip-runtime-amd").contains("octavo.rocm.library");
    }

    @Test
    void aLibraryWithoutTheFunctionsIsTooOld() {
        Path libc = Path.of("/lib/x86_64-linux-gnu/libc.so.6");
        assumeTrue(Files.exists(libc), "no libc at " + libc);
        assertThat(barred(config(libc.toString(), folder)).reason())
                .contains("too old")
                .contains("hip");
    }

    @Test
    void whereNoGpuIsSeenTheKernelDriverSaysWhy() throws IOException {
        StandInControl control = StandIn.control();
        String library = RocmConfig.read().library();
        control.startWith(100);
        RocmAccess.Barred noDriver = barred(config(library, folder.resolve("kfd")));
        assertThat(noDriver.reason()).contains("no GPU").contains("kfd").contains("hipErrorNoDevice");
        assertThat(noDriver.remedy()).contains("amdgpu");
        Path driver = Files.createFile(folder.resolve("kfd"));
        RocmAccess.Barred hidden = barred(config(library, driver));
        assertThat(hidden.reason()).contains("sees no GPU");
        assertThat(hidden.remedy()).contains("HIP_VISIBLE_DEVICES");
        control.startWith(101);
        assertThat(barred(config(library, driver)).reason())
                .as("Debian's HIP 5.2 answers with this one")
                .contains("sees no GPU");
        assumeTrue(driver.toFile().setWritable(false) && !Files.isWritable(driver), "this user may write everything");
        assertThat(barred(config(library, driver)).remedy()).contains("render");
    }

    @Test
    void aLibraryThatDoesNotStartSaysWhatItSaid() {
        StandIn.control().startWith(719);
        assertThat(barred(config(RocmConfig.read().library(), folder)).reason())
                .contains("hipErrorLaunchFailure")
                .contains("719");
    }

    @Test
    void anOldVersionIsNamed() {
        StandIn.control().becomeVersion(40_421_401);
        assertThat(barred(config(RocmConfig.read().library(), folder)).reason())
                .contains("4.4")
                .contains("5.2");
    }

    @Test
    void theStandInSaysThatItIsNoGpu() {
        StandIn.control();
        Probe probe = new RocmProvider().probe();
        assertThat(probe).isInstanceOf(Probe.Available.class);
        assertThat(((Probe.Available) probe).devices()).singleElement().satisfies(device -> {
            assertThat(device.name()).contains("stand-in").contains("no GPU");
            assertThat(device.physicalId()).contains("pci:0000:c3:00.0");
            assertThat(device.driver()).contains("HIP 6.4");
            assertThat(device.variant()).contains("gfx1100").contains("waves of 32");
        });
    }

    @Test
    void architecturesAreReadFromThePropertiesOfHip6AndOfHip5() {
        StandInControl control = StandIn.control();
        control.become("gfx90a:sramecc+:xnack-", 64);
        assertThat(StandIn.access(RocmConfig.read()).library().devices().architecture(0))
                .isEqualTo("gfx90a:sramecc+:xnack-");
        String five = System.getProperty("octavo.rocm.library-5", "");
        new StandInControl(five).become("gfx1030", 32);
        RocmAccess.Open open = StandIn.access(config(five, folder));
        assertThat(open.library().devices().architecture(0)).isEqualTo("gfx1030");
        assertThat(open.version()).isEqualTo(50_221_153);
    }

    @Test
    void architecturesThatNothingIsThereForAreRefusedEachForItsReason() {
        StandInControl control = StandIn.control();
        control.become("gfx803", 64);
        assertThat(refusal(RocmConfig.read()).reason()).contains("gfx803").contains("gfx900");
        control.become("no name", 64);
        assertThat(refusal(RocmConfig.read()).reason()).contains("cannot be read");
        control.become("gfx1036", 32);
        RocmDevices.Refusal refusal =
                refusal(new RocmConfig(RocmConfig.read().library(), "none", "", "off", "none", "", folder.toString()));
        assertThat(refusal.reason()).contains("gfx1036").contains("switched off");
        assertThat(refusal.remedy()).contains("OCTAVO_ROCM_TARGETS=gfx1036");
        control.become("gfx803", 64);
        assertThat(new RocmProvider().probe()).isInstanceOfSatisfying(Probe.Unavailable.class, no -> {
            assertThat(no.reason()).contains("gfx803");
            assertThat(no.remedy()).contains("newer GPU");
        });
    }

    private static RocmDevices.Refusal refusal(RocmConfig config) {
        RocmAccess.Open open = StandIn.access(config);
        RocmDevices devices = RocmDevices.of(open, open.library().compiler(config.compilerLibrary(), open.version()));
        assertThat(devices.usable()).isEmpty();
        return devices.lack();
    }

    @Test
    void aKernelThatNobodyHasIsRefusedWithWhatWasTried() {
        StandIn.control();
        RocmConfig normal = RocmConfig.read();
        RocmAccess.Open open = StandIn.access(normal);
        var usable = RocmDevices.of(open, open.library().compiler(normal.compilerLibrary(), open.version()))
                .usable();
        var none = open.library().compiler("none", open.version());
        try (StreamDriver driver = RocmGpuDriver.open(open.library(), usable.getFirst(), none, normal)) {
            assertThatThrownBy(() -> driver.kernel(KernelKey.of("trial", "scale")))
                    .isInstanceOf(UnsupportedSpecException.class)
                    .hasMessageContaining("rocm: ")
                    .hasMessageContaining("trial scale")
                    .hasMessageContaining("compiled into this jar")
                    .hasMessageContaining("switched off");
        }
    }

    @Test
    void kernelsThatWereAskedForAreWrittenDown() throws IOException {
        RocmConfig normal = StandIn.require();
        Path list = folder.resolve("list.txt");
        RocmConfig config = new RocmConfig(
                normal.library(), normal.compilerLibrary(), list.toString(), "off", "none", "", normal.kernelDriver());
        KernelKey key = KernelKey.of("trial", "sums", "GROUP_SIZE", 64, "TIMES", 1);
        try (StreamDriver driver = StandIn.driver(config)) {
            driver.kernel(key);
            driver.kernel(key);
        }
        assertThat(Files.readAllLines(list)).isEqualTo(List.of("trial sums GROUP_SIZE=64 TIMES=1"));
    }
}
