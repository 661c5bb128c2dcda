package dev.octavo.backend.scalar;

import dev.octavo.spi.*;
import java.util.*;

/** Provides the backend {@code scalar}: the processor, used without any of its tricks. */
public final class ScalarProvider implements BackendProvider {

    @Override
    public String id() {
        return "scalar";
    }

    @Override
    public SpiVersion requires() {
        return new SpiVersion(SpiVersion.MAJOR, SpiVersion.MINOR);
    }

    @Override
    public Probe probe() {
        long bytes = Runtime.getRuntime().maxMemory(); // Java gives as much outside the heap as in it.
        String java = "Java " + Runtime.version().feature();
        return new Probe.Available(List.of(
                new DeviceInfo(id(), 0, "plain Java", DeviceKind.CPU, Optional.empty(), java, "scalar", bytes, bytes)));
    }

    @Override
    public Backend open(DeviceInfo device, BackendOptions options) {
        return new ScalarBackend(device);
    }
}
