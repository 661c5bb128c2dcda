package dev.octavo.backend.cuda;

import dev.octavo.backend.cuda.driver.CudaControl;
import dev.octavo.backend.cuda.driver.DeviceAttribute;
import dev.octavo.spi.DeviceInfo;
import dev.octavo.spi.DeviceKind;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * The devices that the driver shows to this process, in its order, which CUDA_VISIBLE_DEVICES governs.
 *
 * @param usable those with kernels for them; ordinals count these
 * @param refused why others are left out
 */
record CudaDevices(List<Entry> usable, List<String> refused) {

    /** bf16 products and mbarrier begin with compute capability 8.0. */
    private static final int OLDEST_ARCHITECTURE = 80;

    /**
     * A device.
     *
     * @param ordinal the driver's number
     * @param architecture compute capability times ten
     */
    record Entry(int ordinal, int architecture, DeviceInfo info) {}

    static CudaDevices of(CudaAccess.Open access) {
        CudaControl control = access.driver().control();
        List<Entry> usable = new ArrayList<>();
        List<String> refused = new ArrayList<>();
        int count = control.deviceCount();
        for (int i = 0; i < count; i++) {
            int architecture = 10 * control.attribute(i, DeviceAttribute.COMPUTE_CAPABILITY_MAJOR)
                    + control.attribute(i, DeviceAttribute.COMPUTE_CAPABILITY_MINOR);
            if (architecture < OLDEST_ARCHITECTURE) {
                refused.add(control.name(i) + " has compute capability " + point(architecture));
            } else {
                usable.add(new Entry(i, architecture, describe(access, i, usable.size(), architecture)));
            }
        }
        return new CudaDevices(List.copyOf(usable), List.copyOf(refused));
    }

    private static DeviceInfo describe(CudaAccess.Open access, int driverOrdinal, int ordinal, int architecture) {
        CudaControl control = access.driver().control();
        boolean integrated = control.attribute(driverOrdinal, DeviceAttribute.INTEGRATED) != 0;
        long total = control.totalBytes(driverOrdinal);
        return new DeviceInfo(
                CudaProvider.ID,
                ordinal,
                control.name(driverOrdinal),
                integrated ? DeviceKind.INTEGRATED : DeviceKind.DISCRETE,
                Optional.of(busAddress(control, driverOrdinal)),
                "NVIDIA driver, CUDA " + CudaAccess.text(access.version()),
                "compute capability " + point(architecture) + ", "
                        + control.attribute(driverOrdinal, DeviceAttribute.MULTIPROCESSOR_COUNT) + " multiprocessors",
                total,
                total);
    }

    /** Why there is nothing to use, if there is not. */
    String lack() {
        return String.join("; ", refused) + "; the kernels need " + point(OLDEST_ARCHITECTURE);
    }

    /** As every backend writes it, so that a card that several offer is counted once. */
    private static String busAddress(CudaControl control, int driverOrdinal) {
        return String.format(
                Locale.ROOT,
                "pci:%04x:%02x:%02x.0",
                control.attribute(driverOrdinal, DeviceAttribute.PCI_DOMAIN_ID),
                control.attribute(driverOrdinal, DeviceAttribute.PCI_BUS_ID),
                control.attribute(driverOrdinal, DeviceAttribute.PCI_DEVICE_ID));
    }

    private static String point(int architecture) {
        return architecture / 10 + "." + architecture % 10;
    }
}
