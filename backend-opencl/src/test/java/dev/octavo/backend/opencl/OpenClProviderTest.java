package dev.octavo.backend.opencl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.octavo.spi.Backend;
import dev.octavo.spi.BackendOptions;
import dev.octavo.spi.BackendProvider;
import dev.octavo.spi.DeviceInfo;
import dev.octavo.spi.DeviceKind;
import dev.octavo.spi.SpiVersion;
import dev.octavo.spi.UserException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OpenClProviderTest {

    @TempDir
    Path folder;

    @Test
    void isFoundAndDescribesItsDevices() {
        BackendProvider provider = ServiceLoader.load(BackendProvider.class).stream()
                .map(ServiceLoader.Provider::get)
                .filter(found -> found.id().equals("opencl"))
                .findFirst()
                .orElseThrow();
        assertThat(SpiVersion.current().accepts(provider.requires())).isTrue();
        assertThat(provider.isGeneric()).isTrue();
        for (DeviceInfo device : Devices.require().devices()) {
            assertThat(device.name()).isNotBlank();
            assertThat(device.driver()).isNotBlank();
            assertThat(device.variant()).startsWith("OpenCL ").contains("unit", "groups of");
            assertThat(device.totalBytes()).isPositive();
            assertThat(device.freeBytes()).isNotNegative().isLessThanOrEqualTo(device.totalBytes());
            if (device.driver().startsWith("Portable Computing Language")) {
                assertThat(device.kind()).isEqualTo(DeviceKind.CPU);
            }
        }
    }

    @Test
    void optionsAreChecked() {
        assertThatThrownBy(() -> Devices.open(new BackendOptions(Map.of("staging", "blue"))))
                .isInstanceOf(UserException.class)
                .hasMessageContainingAll("staging=blue", "copied");
        assertThatThrownBy(() -> Devices.open(new BackendOptions(Map.of("kernels", "fast"))))
                .isInstanceOf(UserException.class)
                .hasMessageContainingAll("kernels=fast", "lanes");
        assertThatThrownBy(() -> Devices.open(new BackendOptions(Map.of("graphs", "paper"))))
                .isInstanceOf(UserException.class)
                .hasMessageContainingAll("graphs=paper", "buffers", "lists");
        assertThatThrownBy(() -> Devices.open(new BackendOptions(Map.of("tuning", "piano"))))
                .isInstanceOf(UserException.class)
                .hasMessageContainingAll("tuning=piano", "on", "file", "off");
        assertThatThrownBy(() -> Devices.open(new BackendOptions(Map.of("cache", "\0"))))
                .isInstanceOf(UserException.class)
                .hasMessageContaining("cache");
        try (Backend backend = Devices.open(new BackendOptions(Map.of("colour", "red", "cache", "off")))) {
            assertThat(backend.device().address()).isEqualTo("opencl:0");
        }
    }

    @Test
    void aDeviceOfAnotherBackendIsRefused() {
        DeviceInfo device = Devices.require().devices().getFirst();
        DeviceInfo foreign = new DeviceInfo(
                "cpu",
                0,
                device.name(),
                device.kind(),
                device.physicalId(),
                device.driver(),
                device.variant(),
                device.totalBytes(),
                device.freeBytes());
        assertThatThrownBy(() -> new OpenClProvider().open(foreign, BackendOptions.none()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("cpu:0");
    }

    /** As on a machine where the loader was installed and no driver. */
    @Test
    void withoutADriverItNamesPackages() throws IOException, InterruptedException {
        Devices.require();
        assertThat(probe(Map.of("OCL_ICD_VENDORS", folder.toString())))
                .startsWith("Unavailable")
                .contains("knows no device", "pocl-opencl-icd", "intel-opencl-icd");
    }

    /** As on a machine where there is no loader either: what has its name cannot be loaded. */
    @Test
    void withoutALoaderItNamesPackages() throws IOException, InterruptedException {
        Devices.require();
        Files.writeString(folder.resolve("libOpenCL.so"), "no library");
        Files.writeString(folder.resolve("libOpenCL.so.1"), "no library");
        assertThat(probe(Map.of("LD_LIBRARY_PATH", folder.toString())))
                .startsWith("Unavailable")
                .contains("no OpenCL library", "ocl-icd-libopencl1");
    }

    /** A driver that cannot be loaded is passed over. */
    @Test
    void aBrokenDriverHidesNoOther() throws IOException, InterruptedException {
        Devices.require();
        Files.writeString(folder.resolve("broken.icd"), "libthere-is-no-such-driver.so.1\n");
        assertThat(probe(Map.of("OCL_ICD_VENDORS", folder.toString())))
                .startsWith("Unavailable")
                .contains("pocl-opencl-icd");
    }

    private static String probe(Map<String, String> environment) throws IOException, InterruptedException {
        ProcessBuilder java = new ProcessBuilder(List.of(
                        ProcessHandle.current().info().command().orElseThrow(),
                        "--enable-native-access=ALL-UNNAMED",
                        "-cp",
                        ClassPlaces.of(
                                OpenClProvider.class,
                                BackendProvider.class,
                                dev.octavo.gpu.driver.GpuDriver.class,
                                org.jocl.CLException.class,
                                ProbeMain.class),
                        ProbeMain.class.getName()))
                .redirectErrorStream(true);
        java.environment().putAll(environment);
        Process process = java.start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(output).isZero();
        return output;
    }
}
