package dev.octavo.backend.opencl;

import dev.octavo.backend.opencl.config.Surroundings;
import dev.octavo.backend.opencl.ffi.ClCommands;
import dev.octavo.backend.opencl.ffi.ClLibrary;
import dev.octavo.gpu.GpuBackend;
import dev.octavo.spi.Backend;
import dev.octavo.spi.BackendOptions;
import dev.octavo.spi.BackendProvider;
import dev.octavo.spi.DeviceException;
import dev.octavo.spi.DeviceInfo;
import dev.octavo.spi.DeviceKind;
import dev.octavo.spi.Probe;
import dev.octavo.spi.SpiVersion;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Offers the devices of every OpenCL platform. It names no class of JOCL, so that it loads where JOCL cannot. */
public final class OpenClProvider implements BackendProvider {

    static final String ID = "opencl";

    private static final String LOADER = "install the OpenCL loader (package ocl-icd-libopencl1 on Debian and Ubuntu, "
            + "ocl-icd on Fedora and Arch) and your device's driver";
    private static final String DRIVER =
            "install your device's OpenCL driver: NVIDIA's comes with its graphics driver, "
                    + "AMD's is rocm-opencl-runtime, Intel's intel-opencl-icd; pocl-opencl-icd runs on any processor. clinfo lists what is there";

    /** For the service loader. */
    public OpenClProvider() {}

    @Override
    public String id() {
        return ID;
    }

    @Override
    public SpiVersion requires() {
        return new SpiVersion(SpiVersion.MAJOR, SpiVersion.MINOR);
    }

    @Override
    public boolean isGeneric() {
        return true;
    }

    @Override
    public Probe probe() {
        try {
            if (!Platforms.loaderIsThere()) {
                return new Probe.Unavailable("there is no OpenCL library (libOpenCL) on this machine", LOADER);
            }
            Platforms platforms = Platforms.look();
            if (platforms.devices().isEmpty()) {
                return new Probe.Unavailable(
                        platforms.passedOver().isEmpty()
                                ? "the OpenCL library knows no device"
                                : "no OpenCL device can be used: " + String.join("; ", platforms.passedOver()),
                        DRIVER);
            }
            List<DeviceInfo> devices = new ArrayList<>();
            for (FoundDevice device : platforms.devices()) {
                devices.add(describe(devices.size(), device));
            }
            return new Probe.Available(devices);
        } catch (Exception | LinkageError e) {
            return new Probe.Unavailable("the OpenCL library cannot be used: " + e, DRIVER, Optional.of(e));
        }
    }

    private static DeviceInfo describe(int ordinal, FoundDevice device) {
        DeviceFacts facts = device.facts();
        boolean processor = facts.isProcessor();
        long free = processor
                ? Math.min(facts.totalBytes(), Surroundings.availableMemory())
                : device.freeBytes().orElse(facts.totalBytes());
        return new DeviceInfo(
                ID,
                ordinal,
                facts.name(),
                processor ? DeviceKind.CPU : facts.unified() ? DeviceKind.INTEGRATED : DeviceKind.DISCRETE,
                facts.physicalId(),
                facts.platform() + " " + facts.driverVersion(),
                facts.summary(),
                facts.totalBytes(),
                free);
    }

    @Override
    public Backend open(DeviceInfo device, BackendOptions options) {
        OpenClSettings settings = OpenClSettings.from(options);
        ClCommands commands = ClLibrary.open()
                .map(ClCommands::new)
                .orElseThrow(() -> new DeviceException(device.address() + " cannot be opened: " + LOADER));
        List<FoundDevice> found = Platforms.look().devices();
        if (!device.backendId().equals(ID) || device.ordinal() < 0 || device.ordinal() >= found.size()) {
            throw new IllegalArgumentException("no device of the opencl backend: " + device.address());
        }
        FoundDevice chosen = found.get(device.ordinal());
        return new GpuBackend(
                describe(device.ordinal(), chosen), new OpenClDriver(chosen, commands, settings), options);
    }
}
