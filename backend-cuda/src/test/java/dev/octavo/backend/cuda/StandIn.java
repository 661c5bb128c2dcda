package dev.octavo.backend.cuda;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.octavo.backend.cuda.config.CudaConfig;
import dev.octavo.gpu.GpuBackend;
import dev.octavo.gpu.stream.StreamDriver;
import dev.octavo.spi.Backend;
import dev.octavo.spi.BackendOptions;
import dev.octavo.spi.Probe;
import java.nio.file.Files;
import java.nio.file.Path;

/** What the tests run on: the stand-in that the build makes, or the machine's own driver if the build was told so. */
final class StandIn {

    private StandIn() {}

    /** Skips the test where the stand-in could not be built; fails it where {@code -Doctavo.require} names this backend. */
    static CudaConfig require() {
        CudaConfig config = CudaConfig.read();
        String library = config.driverLibrary();
        boolean there = library.isEmpty() || Files.exists(Path.of(library));
        String why = "no C++ compiler made " + library + ", so nothing is run here";
        if (!there) {
            assertThat(System.getProperty("octavo.require", "")).as(why).doesNotContain(CudaProvider.ID);
        }
        assumeTrue(there, why);
        return config;
    }

    static StreamDriver driver() {
        CudaConfig config = require();
        CudaAccess.Open open = access(config);
        return CudaGpuDriver.open(open.driver(), CudaDevices.of(open).usable().getFirst(), config);
    }

    private static CudaAccess.Open access(CudaConfig config) {
        return switch (CudaAccess.of(config)) {
            case CudaAccess.Open open -> open;
            case CudaAccess.Barred barred -> throw new AssertionError(barred.toString());
        };
    }

    /** The stand-in's compiler for kernels that are watched. Skips the test on the machine's own driver, which watches nothing. */
    static String strictCompiler() {
        CudaConfig config = require();
        assumeTrue(!config.driverLibrary().isEmpty(), "the machine's own driver does not watch kernels");
        return Path.of(config.driverLibrary())
                .resolveSibling("libnvrtc-strict.so.13")
                .toString();
    }

    /** A backend whose kernels are watched: a race, a wait too few or a fence too few loses the device. */
    static Backend strictBackend() {
        CudaConfig plain = require();
        CudaConfig config = new CudaConfig(
                plain.driverLibrary(),
                strictCompiler(),
                plain.productLibrary(),
                "",
                plain.cacheFolder(),
                plain.temporaryFolder());
        CudaAccess.Open open = access(config);
        CudaDevices.Entry device = CudaDevices.of(open).usable().getFirst();
        return new GpuBackend(device.info(), CudaGpuDriver.open(open.driver(), device, config), BackendOptions.none());
    }

    static Backend backend() {
        return backend(BackendOptions.none());
    }

    static Backend backend(BackendOptions options) {
        require();
        CudaProvider provider = new CudaProvider();
        return switch (provider.probe()) {
            case Probe.Available found -> provider.open(found.devices().getFirst(), options);
            case Probe.Unavailable no -> throw new AssertionError(no.toString());
        };
    }
}
