package com.example.mydevice;

import dev.octavo.spi.Backend;
import dev.octavo.spi.BackendOptions;
import dev.octavo.spi.BackendProvider;
import dev.octavo.spi.DeviceInfo;
import dev.octavo.spi.Probe;
import dev.octavo.spi.SpiVersion;

/** Provides the backend {@code mydevice}. Its constructor does nothing, and it has no static initialiser. */
public final class MyDeviceProvider implements BackendProvider {

    @Override
    public String id() {
        return "mydevice";
    }

    /** Both are compile-time constants: the jar keeps the numbers that it was built for. */
    @Override
    public SpiVersion requires() {
        return new SpiVersion(SpiVersion.MAJOR, SpiVersion.MINOR);
    }

    /** TODO step 1: load the driver here, look for devices, keep nothing, catch everything, {@link LinkageError} included. */
    @Override
    public Probe probe() {
        return new Probe.Unavailable(
                "mydevice is an empty backend", "write MyDeviceProvider.probe, see docs/writing-a-backend.md");
    }

    @Override
    public Backend open(DeviceInfo device, BackendOptions options) {
        return new MyDeviceBackend(device);
    }
}
