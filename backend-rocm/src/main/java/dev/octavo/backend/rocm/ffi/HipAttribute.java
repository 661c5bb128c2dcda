package dev.octavo.backend.rocm.ffi;

/** Numbers that a device can be asked for, with their codes in hip_runtime_api.h, which are the same in HIP 5.2 and 6.3. */
public enum HipAttribute {
    /** Whether the device uses the host's memory. */
    INTEGRATED(16, "Integrated"),
    /** Most threads of a block. */
    MAX_THREADS_PER_BLOCK(56, "MaxThreadsPerBlock"),
    /** Compute units. */
    MULTIPROCESSOR_COUNT(63, "MultiprocessorCount"),
    /** Bus address, first part. */
    PCI_BUS_ID(67, "PciBusId"),
    /** Bus address, second part. */
    PCI_DEVICE_ID(68, "PciDeviceId"),
    /** Bus address, domain. */
    PCI_DOMAIN_ID(69, "PciDomainID"),
    /** Local memory of a block in bytes. */
    MAX_SHARED_MEMORY_PER_BLOCK(74, "MaxSharedMemoryPerBlock"),
    /** Threads of a wave. */
    WARP_SIZE(87, "WarpSize");

    private final int code;
    private final String suffix;

    HipAttribute(int code, String suffix) {
        this.code = code;
        this.suffix = suffix;
    }

    /** The code in the header. */
    public int code() {
        return code;
    }

    /** The name in the header. */
    public String headerName() {
        return "hipDeviceAttribute" + suffix;
    }
}
