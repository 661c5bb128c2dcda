package dev.octavo.backend.rocm;

import dev.octavo.backend.rocm.config.RocmConfig;
import dev.octavo.backend.rocm.ffi.HipLibrary;
import dev.octavo.backend.rocm.ffi.HipStatus;
import dev.octavo.backend.rocm.ffi.HipVersion;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.NoSuchElementException;
import java.util.Optional;

/** The way to AMD's HIP library, or what bars it. */
sealed interface RocmAccess {

    String INSTALL =
            "install ROCm's HIP runtime 5.2 or newer (AMD's package hip-runtime-amd), or name its file with -Doctavo.rocm.library=/path/to/libamdhip64.so";

    /** What takes the driver's place in Windows' subsystem for Linux. */
    Path WINDOWS_DRIVER = Path.of("/dev/dxg");

    String LOAD_DRIVER =
            "load the kernel's driver (modprobe amdgpu; dmesg says why it does not), and in a container pass --device /dev/kfd --device /dev/dri";

    /**
     * The library is started and sees devices.
     *
     * @param version see {@link HipVersion}
     * @param count of devices
     */
    record Open(HipLibrary library, int version, int count) implements RocmAccess {}

    /** Something is missing. */
    record Barred(String reason, String remedy, Optional<Throwable> cause) implements RocmAccess {
        Barred(String reason, String remedy) {
            this(reason, remedy, Optional.empty());
        }
    }

    /** Loads and starts the library. Never throws for what a machine may lack. */
    static RocmAccess of(RocmConfig config) {
        Path kernelDriver = Path.of(config.kernelDriver());
        if (config.library().isEmpty() && !Files.exists(kernelDriver) && !Files.exists(WINDOWS_DRIVER)) {
            // Most machines are like this. The library is not even looked for: it would start a runtime, and Debian's
            // makes Java print a warning.
            return new Barred(
                    "there is no " + kernelDriver + ", so no AMD GPU, or the kernel's amdgpu driver is not loaded",
                    LOAD_DRIVER + "; then " + INSTALL);
        }
        HipLibrary library;
        try {
            library = HipLibrary.load(config.library());
        } catch (IllegalArgumentException e) {
            return new Barred("AMD's HIP library cannot be loaded: " + e.getMessage(), INSTALL, Optional.of(e));
        } catch (NoSuchElementException e) {
            return new Barred("AMD's HIP library is too old: " + e.getMessage(), INSTALL, Optional.of(e));
        } catch (UnsupportedOperationException | IllegalCallerException | LinkageError e) {
            return new Barred(
                    "this Java cannot call native code: " + e,
                    "start java with --enable-native-access",
                    Optional.of(e));
        }
        return start(library, config);
    }

    private static RocmAccess start(HipLibrary library, RocmConfig config) {
        int status = library.devices().init();
        int count = status == HipStatus.SUCCESS ? library.devices().count() : -status;
        if (count == 0 || HipStatus.isNoDevice(-count)) {
            return noDevice(library, config);
        }
        if (count < 0) {
            return new Barred(
                    "AMD's HIP library does not start: " + library.errors().name(-count) + " (" + -count + ")",
                    "look at rocminfo and at the kernel's messages of amdgpu");
        }
        int version = library.devices().version();
        if (version < HipVersion.OLDEST) {
            return new Barred(
                    "AMD's HIP library has version " + HipVersion.text(version) + ", "
                            + HipVersion.text(HipVersion.OLDEST) + " or newer is needed",
                    INSTALL);
        }
        return new Open(library, version, count);
    }

    /** The library is there and sees nothing: mostly the kernel's driver, or who may use it. */
    private static Barred noDevice(HipLibrary library, RocmConfig config) {
        Path kernelDriver = Path.of(config.kernelDriver());
        String says = " (" + library.errors().name(HipStatus.NO_DEVICE) + ")";
        if (!Files.exists(kernelDriver)) {
            return new Barred(
                    "AMD's HIP library is there, but no GPU: there is no " + kernelDriver + says, LOAD_DRIVER);
        }
        if (!Files.isReadable(kernelDriver) || !Files.isWritable(kernelDriver)) {
            return new Barred(
                    "AMD's HIP library is there, but this user may not use " + kernelDriver + says,
                    "add the user to the groups render and video (usermod -aG render,video), and log in anew");
        }
        return new Barred(
                "AMD's HIP library and driver are there, but this process sees no GPU" + says,
                "look at rocminfo, at HIP_VISIBLE_DEVICES and ROCR_VISIBLE_DEVICES, and in a container at --device /dev/dri");
    }
}
