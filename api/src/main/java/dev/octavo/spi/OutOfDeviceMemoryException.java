package dev.octavo.spi;

/** A device could not give the memory that was asked for. */
public final class OutOfDeviceMemoryException extends ResourceException {

    private static final long serialVersionUID = 1L;

    private final long asked;
    private final long free;

    /**
     * @param asked bytes asked for
     * @param free bytes that were free, or -1 where the device does not say
     * @param label what the memory was for
     */
    public OutOfDeviceMemoryException(long asked, long free, String label) {
        super("out of device memory: " + label + " needs " + asked + " bytes, "
                + (free < 0 ? "free memory unknown" : free + " bytes are free")
                + "; lower --kv-cache-memory or --max-model-len, or choose a device with more memory");
        this.asked = asked;
        this.free = free;
    }

    /** Bytes asked for. */
    public long asked() {
        return asked;
    }

    /** Bytes that were free, or -1 where the device does not say. */
    public long free() {
        return free;
    }
}
