package dev.octavo.backend.cuda;

import dev.octavo.backend.cuda.config.CudaConfig;
import dev.octavo.backend.cuda.driver.CudaControl;
import dev.octavo.backend.cuda.driver.CudaDriver;
import dev.octavo.backend.cuda.driver.CudaStatus;
import dev.octavo.backend.cuda.ffi.DriverLibrary;
import dev.octavo.backend.cuda.jcuda.JCudaControl;
import dev.octavo.backend.cuda.jcuda.JCudaNatives;
import dev.octavo.gpu.stream.DeviceCommands;
import java.io.IOException;
import java.nio.file.Path;
import java.util.NoSuchElementException;
import java.util.Optional;

/** The way to NVIDIA's driver, or what bars it. */
sealed interface CudaAccess {

    /** Kernels are compiled by CUDA 13, which drivers before this one cannot load. */
    int OLDEST_DRIVER = 13_000;

    String NEWER_DRIVER = "install NVIDIA's driver 580 or newer (nvidia-smi shows the present one)";

    /**
     * The driver is started and has devices.
     *
     * @param version newest CUDA version that it knows
     */
    record Open(CudaDriver driver, int version) implements CudaAccess {}

    /** Something is missing. */
    record Barred(String reason, String remedy, Optional<Throwable> cause) implements CudaAccess {
        Barred(String reason, String remedy) {
            this(reason, remedy, Optional.empty());
        }
    }

    /** Loads libraries and starts the driver. Never throws for what a machine may lack. */
    static CudaAccess of(CudaConfig config) {
        DeviceCommands commands;
        try {
            commands = DriverLibrary.load(config.driverLibrary()).commands();
        } catch (IllegalArgumentException e) {
            return new Barred(
                    "NVIDIA's driver library cannot be loaded: " + e.getMessage(), NEWER_DRIVER, Optional.of(e));
        } catch (NoSuchElementException e) {
            return new Barred("NVIDIA's driver is too old: " + e.getMessage(), NEWER_DRIVER, Optional.of(e));
        } catch (UnsupportedOperationException | IllegalCallerException | LinkageError e) {
            return new Barred(
                    "this Java cannot call native code: " + e,
                    "start java with --enable-native-access",
                    Optional.of(e));
        }
        try {
            JCudaNatives.unpack(Path.of(config.temporaryFolder()));
            return start(new JCudaControl(), commands);
        } catch (IOException e) {
            return new Barred(
                    String.valueOf(e.getMessage()),
                    "use Linux on x86_64, with a temporary folder that can be written and executed from (-Djava.io.tmpdir)",
                    Optional.of(e));
        } catch (LinkageError e) {
            return new Barred(
                    "JCuda's library cannot be loaded: " + firstLine(e),
                    "JCuda has libraries for x86_64 alone; on Linux put libJCudaDriver beside the backend's jars, or let the temporary folder allow to execute (-Djava.io.tmpdir)",
                    Optional.of(e));
        }
    }

    private static CudaAccess start(CudaControl control, DeviceCommands commands) {
        int status = control.init();
        if (status == CudaStatus.NO_DEVICE) {
            return new Barred(
                    "NVIDIA's driver is there, but this process sees no GPU (CUDA_ERROR_NO_DEVICE)",
                    "look at nvidia-smi, at CUDA_VISIBLE_DEVICES, and in a container at --gpus");
        }
        if (status != CudaStatus.SUCCESS) {
            return new Barred(
                    "NVIDIA's driver does not start: " + CudaStatus.name(status),
                    "look at nvidia-smi; reboot after a driver update");
        }
        int version = control.driverVersion();
        if (version < OLDEST_DRIVER) {
            return new Barred(
                    "NVIDIA's driver knows CUDA up to " + text(version) + ", the kernels need " + text(OLDEST_DRIVER),
                    NEWER_DRIVER);
        }
        return new Open(new CudaDriver(control, commands), version);
    }

    /** 13020 as 13.2. */
    static String text(int version) {
        return version / 1000 + "." + version % 1000 / 10;
    }

    private static String firstLine(Throwable e) {
        return e.toString().lines().findFirst().orElse("");
    }
}
