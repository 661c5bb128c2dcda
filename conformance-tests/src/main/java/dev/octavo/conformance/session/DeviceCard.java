package dev.octavo.conformance.session;

import dev.octavo.spi.Backend;
import dev.octavo.spi.Capabilities;
import dev.octavo.spi.DeviceInfo;
import dev.octavo.tensor.DType;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What a report says about the device under test.
 *
 * @param backend id of the provider
 * @param ordinal number of the device
 * @param name what the vendor calls it
 * @param kind what it is
 * @param driver driver or library and its version
 * @param variant which kernels would be used
 * @param totalBytes memory of the device
 * @param claims capabilities in words, in the order of their record
 */
public record DeviceCard(
        String backend,
        int ordinal,
        String name,
        String kind,
        String driver,
        String variant,
        long totalBytes,
        Map<String, String> claims) {

    /** Keeps a copy, in order. */
    public DeviceCard {
        claims = java.util.Collections.unmodifiableMap(new LinkedHashMap<>(claims));
    }

    /** How {@code --device} names it. */
    public String address() {
        return backend + ":" + ordinal;
    }

    /** The card of an open backend. */
    public static DeviceCard of(Backend backend) {
        DeviceInfo device = backend.device();
        Capabilities can = backend.capabilities();
        Map<String, String> claims = new LinkedHashMap<>();
        claims.put("weight types", names(can.weightTypes()));
        claims.put("cache types", names(can.cacheTypes()));
        claims.put("activation type", name(can.activationType()));
        claims.put("alignment", can.alignment() + (can.alignment() == 1 ? " byte" : " bytes"));
        claims.put("largest head", can.maxHeadDim() == Integer.MAX_VALUE ? "any" : Integer.toString(can.maxHeadDim()));
        claims.put("unified memory", yes(can.unifiedMemory()));
        claims.put("graph capture", yes(can.graphCapture()));
        claims.put("deterministic", yes(can.deterministic()));
        return new DeviceCard(
                device.backendId(),
                device.ordinal(),
                device.name(),
                device.kind().name().toLowerCase(Locale.ROOT),
                device.driver(),
                device.variant(),
                device.totalBytes(),
                claims);
    }

    private static String names(Set<DType> types) {
        return types.stream().sorted().map(DeviceCard::name).collect(Collectors.joining(", "));
    }

    private static String name(DType type) {
        return type.name().toLowerCase(Locale.ROOT);
    }

    private static String yes(boolean value) {
        return value ? "yes" : "no";
    }
}
