package dev.octavo.backend.opencl;

import dev.octavo.spi.Backend;
import dev.octavo.spi.BackendOptions;
import dev.octavo.spi.BackendProvider;
import dev.octavo.spi.DeviceInfo;
import dev.octavo.spi.Probe;
import dev.octavo.spi.SpiVersion;

/** Offers the devices of every OpenCL platform. */
public final class OpenClProvider implements BackendProvider {

    static final String ID = "opencl";

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
        return new Probe.Unavailable("not looked for yet", "wait");
    }

    @Override
    public Backend open(DeviceInfo device, BackendOptions options) {
        throw new IllegalArgumentException("no device of the opencl backend: " + device.address());
    }
}
