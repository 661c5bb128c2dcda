package dev.octavo.backend.cuda.driver;

/** Numbers that a device can be asked for, with their codes in cuda.h. */
public enum DeviceAttribute {
    /** Most threads of a block. */
    MAX_THREADS_PER_BLOCK(1),
    /** Shared memory of a block in bytes, without opting in to more. */
    MAX_SHARED_MEMORY_PER_BLOCK(8),
    /** Threads of a warp. */
    WARP_SIZE(10),
    /** Multiprocessors. */
    MULTIPROCESSOR_COUNT(16),
    /** Whether the device uses the host's memory. */
    INTEGRATED(18),
    /** Bus address, first part. */
    PCI_BUS_ID(33),
    /** Bus address, second part. */
    PCI_DEVICE_ID(34),
    /** Bus address, domain. */
    PCI_DOMAIN_ID(50),
    /** Compute capability before the point. */
    COMPUTE_CAPABILITY_MAJOR(75),
    /** Compute capability behind the point. */
    COMPUTE_CAPABILITY_MINOR(76);

    private final int code;

    DeviceAttribute(int code) {
        this.code = code;
    }

    /** The code in cuda.h. */
    public int code() {
        return code;
    }
}
