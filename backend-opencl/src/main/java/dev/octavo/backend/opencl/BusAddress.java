package dev.octavo.backend.opencl;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Locale;
import java.util.Optional;

/** Where a card is plugged in, by whichever extension its driver has: cl_khr_pci_bus_info, cl_nv_device_attribute_query or cl_amd_device_attribute_query. */
final class BusAddress {

    /** Free memory in KiB, then the largest free piece; cl_amd_device_attribute_query. */
    static final int FREE_MEMORY_AMD = 0x4039;

    private static final int PCI_BUS_INFO = 0x410F;
    private static final int NV_BUS = 0x4008;
    private static final int NV_SLOT = 0x4009;
    private static final int NV_DOMAIN = 0x400A;
    private static final int AMD_TOPOLOGY = 0x4037;
    private static final int AMD_PCIE = 1;
    private static final int AMD_TOPOLOGY_BYTES = 24;

    private BusAddress() {}

    /** For example {@code pci:0000:65:00.0}, as operating systems write it. */
    static Optional<String> of(InfoReader.Query device) {
        return InfoReader.bytes(device, PCI_BUS_INFO)
                .filter(answer -> answer.length == 16)
                .map(BusAddress::words)
                .map(words -> text(words.getInt(), words.getInt(), words.getInt(), words.getInt()))
                .or(() -> nvidia(device))
                .or(() -> InfoReader.bytes(device, AMD_TOPOLOGY).flatMap(BusAddress::amd));
    }

    private static Optional<String> nvidia(InfoReader.Query device) {
        return InfoReader.bytes(device, NV_BUS)
                .filter(answer -> answer.length == 4)
                .flatMap(bus -> InfoReader.bytes(device, NV_SLOT)
                        .filter(answer -> answer.length == 4)
                        .map(slot -> {
                            int place = words(slot).getInt();
                            long domain = InfoReader.number(device, NV_DOMAIN);
                            return text((int) domain, words(bus).getInt(), place >>> 3, place & 7);
                        }));
    }

    private static Optional<String> amd(byte[] topology) {
        return topology.length == AMD_TOPOLOGY_BYTES && words(topology).getInt() == AMD_PCIE
                ? Optional.of(text(0, topology[21] & 0xFF, topology[22] & 0xFF, topology[23] & 0xFF))
                : Optional.empty();
    }

    private static ByteBuffer words(byte[] bytes) {
        return ByteBuffer.wrap(bytes).order(ByteOrder.nativeOrder());
    }

    private static String text(int domain, int bus, int device, int function) {
        return String.format(Locale.ROOT, "pci:%04x:%02x:%02x.%x", domain, bus, device, function);
    }
}
