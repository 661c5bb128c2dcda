package dev.octavo.backend.rocm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.octavo.backend.rocm.config.RocmConfig;
import dev.octavo.backend.rocm.ffi.StandInControl;
import dev.octavo.gpu.GpuBackend;
import dev.octavo.gpu.code.KernelCompiler;
import dev.octavo.gpu.stream.StreamDriver;
import dev.octavo.spi.Backend;
import dev.octavo.spi.BackendOptions;
import dev.octavo.spi.Probe;
import java.nio.file.Files;
import java.nio.file.Path;

/** What the tests run on: the stand-in that the build makes, or the machine's own library and GPU if the build was told so ({@code -Drocm.library= -Drocm.hiprtc=}). */
final class StandIn {

    private StandIn() {}

    /** Skips the test where the stand-in could not be built; fails it where {@code -Doctavo.require} names this backend. */
    static RocmConfig require() {
        RocmConfig config = RocmConfig.read();
        String library = config.library();
        boolean there = library.isEmpty() || Files.exists(Path.of(library));
        String why = "no C++ compiler made " + library + ", so nothing is run here";
        if (!there) {
            assertThat(System.getProperty("octavo.require", "")).as(why).doesNotContain(RocmProvider.ID);
        }
        assumeTrue(there, why);
        return config;
    }

    /** For tests that change what the library says. */
    static StandInControl control() {
        RocmConfig config = require();
        assumeFalse(config.library().isEmpty(), "the machine's own library cannot be told what to say");
        return new StandInControl(config.library());
    }

    static StreamDriver driver() {
        return driver(require());
    }

    static StreamDriver driver(RocmConfig config) {
        RocmAccess.Open open = access(config);
        var compiler = open.library().compiler(config.compilerLibrary(), open.version());
        return RocmGpuDriver.open(
                open.library(), RocmDevices.of(open, compiler).usable().getFirst(), compiler, config);
    }

    static RocmAccess.Open access(RocmConfig config) {
        return switch (RocmAccess.of(config)) {
            case RocmAccess.Open open -> open;
            case RocmAccess.Barred barred -> throw new AssertionError(barred.toString());
        };
    }

    /** The stand-in's compiler for kernels that are watched. */
    static String strictCompiler() {
        return Path.of(require().library())
                .resolveSibling("libhiprtc-strict.so.6")
                .toString();
    }

    /** A backend on this processor whose kernels the stand-in watches: a race or a wait too few loses the device. */
    static Backend strictBackend(String processor) {
        RocmConfig plain = require();
        control().become(processor, GfxTarget.of(processor).orElseThrow().waveSize());
        try {
            RocmConfig config = new RocmConfig(
                    plain.library(),
                    strictCompiler(),
                    "",
                    plain.cacheFolder(),
                    plain.productLibrary(),
                    plain.productKernels(),
                    plain.kernelDriver());
            RocmAccess.Open open = access(config);
            KernelCompiler compiler = open.library().compiler(config.compilerLibrary(), open.version());
            RocmDevices.Entry device = RocmDevices.of(open, compiler).usable().getFirst();
            return new GpuBackend(
                    device.info(), RocmGpuDriver.open(open.library(), device, compiler, config), BackendOptions.none());
        } finally {
            control().reset();
        }
    }

    static Backend backend() {
        require();
        RocmProvider provider = new RocmProvider();
        return switch (provider.probe()) {
            case Probe.Available found -> provider.open(found.devices().getFirst(), BackendOptions.none());
            case Probe.Unavailable no -> throw new AssertionError(no.toString());
        };
    }
}
