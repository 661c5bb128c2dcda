package dev.octavo.backend.opencl;

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

/** Offers the devices of every OpenCL platform. */
public final class OpenClProvider implements BackendProvider {

    static final String ID = "opencl";
    private static final String REMEDY =
            "install an OpenCL driver and loader; for a processor on Debian or Ubuntu: apt install ocl-icd-libopencl1 pocl-opencl-icd";

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
    public Probe probe() {
        try {
            List<FoundDevice> found = Platforms.devices();
            if (found.isEmpty()) {
                return new Probe.Unavailable("there is no OpenCL device on this machine", REMEDY);
            }
            List<DeviceInfo> devices = new ArrayList<>();
            for (FoundDevice device : found) {
                devices.add(describe(devices.size(), device.facts()));
            }
            return new Probe.Available(devices);
        } catch (Exception | LinkageError e) {
            return new Probe.Unavailable("the OpenCL library cannot be used: " + e, REMEDY, Optional.of(e));
        }
    }

    private static DeviceInfo describe(int ordinal, DeviceFacts facts) {
        return new DeviceInfo(
                ID,
                ordinal,
                facts.name(),
                facts.isProcessor() ? DeviceKind.CPU : facts.unified() ? DeviceKind.INTEGRATED : DeviceKind.DISCRETE,
                Optional.empty(),
                facts.platform() + " " + facts.driverVersion(),
                facts.version(),
                facts.totalBytes(),
                facts.totalBytes());
    }

    @Override
    public Backend open(DeviceInfo device, BackendOptions options) {
        List<FoundDevice> found = Platforms.devices();
        if (!device.backendId().equals(ID) || device.ordinal() < 0 || device.ordinal() >= found.size()) {
            throw new IllegalArgumentException("no device of the opencl backend: " + device.address());
        }
        ClCommands commands = ClLibrary.open()
                .map(ClCommands::new)
                .orElseThrow(() -> new DeviceException("the OpenCL library cannot be opened"));
        FoundDevice chosen = found.get(device.ordinal());
        return new GpuBackend(describe(device.ordinal(), chosen.facts()), new OpenClDriver(chosen, commands));
    }
}
