package dev.octavo.spi;

import java.util.Optional;

/**
 * A device as {@link BackendProvider#probe()} saw it.
 *
 * @param backendId the provider's id
 * @param ordinal number within the provider, from 0
 * @param name what the vendor calls it
 * @param kind what it is
 * @param physicalId bus address or UUID that names the same hardware in every backend, where known, for a PCI card {@code pci:} and domain, bus, device and function as in {@code pci:0000:65:00.0}; {@code auto} uses it to count a card once
 * @param driver driver or library and its version
 * @param variant which kernels would be used, for example the vector width
 * @param totalBytes memory of the device
 * @param freeBytes memory that was free at the probe
 */
public record DeviceInfo(
        String backendId,
        int ordinal,
        String name,
        DeviceKind kind,
        Optional<String> physicalId,
        String driver,
        String variant,
        long totalBytes,
        long freeBytes) {

    /** How {@code --device} names it: {@code id:ordinal}. */
    public String address() {
        return backendId + ":" + ordinal;
    }
}
