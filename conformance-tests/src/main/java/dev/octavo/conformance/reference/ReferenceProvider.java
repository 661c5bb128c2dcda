package dev.octavo.conformance.reference;

import dev.octavo.spi.Backend;
import dev.octavo.spi.BackendOptions;
import dev.octavo.spi.BackendProvider;
import dev.octavo.spi.DeviceException;
import dev.octavo.spi.DeviceInfo;
import dev.octavo.spi.DeviceKind;
import dev.octavo.spi.Probe;
import dev.octavo.spi.SpiVersion;
import dev.octavo.spi.UserException;
import java.util.List;
import java.util.Optional;

/**
 * Provider of the backend {@code reference}: one device in host memory, arithmetic in float64, one thread.
 *
 * <p>Option {@code memory-bytes}: the size of the device's memory, 4 GiB if not given.
 */
public final class ReferenceProvider implements BackendProvider {

    private static final long DEFAULT_MEMORY = 4L << 30;

    /** For the service loader. */
    public ReferenceProvider() {}

    /** Opens the device with default options. */
    public static Backend openDefault() {
        return new ReferenceBackend(device(DEFAULT_MEMORY), DEFAULT_MEMORY);
    }

    @Override
    public String id() {
        return "reference";
    }

    @Override
    public SpiVersion requires() {
        return new SpiVersion(SpiVersion.MAJOR, SpiVersion.MINOR);
    }

    @Override
    public Probe probe() {
        return new Probe.Available(List.of(device(DEFAULT_MEMORY)));
    }

    @Override
    public Backend open(DeviceInfo device, BackendOptions options) {
        if (!device.backendId().equals(id()) || device.ordinal() != 0) {
            throw new DeviceException("no device " + device.address() + " here; the only one is reference:0");
        }
        long bytes = memoryBytes(options);
        return new ReferenceBackend(device(bytes), bytes);
    }

    private static long memoryBytes(BackendOptions options) {
        String text = options.text("memory-bytes").orElse(Long.toString(DEFAULT_MEMORY));
        try {
            long bytes = Long.parseLong(text.strip());
            if (bytes >= 0) {
                return bytes;
            }
        } catch (NumberFormatException e) {
            // Falls through to the message below, which also covers negative numbers.
        }
        throw new UserException("backend option memory-bytes=" + text + " is not a number of bytes of at least 0");
    }

    private static DeviceInfo device(long bytes) {
        return new DeviceInfo(
                "reference", 0, "float64 oracle", DeviceKind.CPU, Optional.empty(), "none", "plain", bytes, bytes);
    }
}
