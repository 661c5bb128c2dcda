package dev.octavo.spi;

/**
 * The only service of the SPI: a jar that provides it is a backend. It is found through {@link java.util.ServiceLoader}, by a {@code provides} clause in
 * {@code module-info} and by {@code META-INF/services}, which have to agree.
 *
 * <p>The constructor does nothing, and the class has no static initialiser that touches native code or optional modules.
 * All methods may be called from any thread.
 */
public interface BackendProvider {

    /** The name that {@code --device} takes: a lower-case word, {@code [a-z][a-z0-9_-]*}, unique among the providers of a process. */
    String id();

    /**
     * The SPI version that the jar was built for, always
     * {@code new SpiVersion(SpiVersion.MAJOR, SpiVersion.MINOR)}. It is asked before any other method but {@link #id()}.
     */
    SpiVersion requires();

    /**
     * Whether it reaches devices of several vendors through an interface that they share. Where devices are of one kind, or one piece of hardware is offered twice, {@code auto} prefers
     * a backend that is made for its hardware. Asked after {@link #probe()}; always the same answer.
     */
    default boolean isGeneric() {
        return false;
    }

    /**
     * Looks for usable devices. It is cheap, leaves nothing behind (no context, no thread, no memory) and never throws: whatever stands in the way is an
     * {@link Probe.Unavailable} with a reason and a remedy.
     */
    Probe probe();

    /**
     * Opens a device that {@link #probe()} has listed.
     *
     * @param device one of this provider's devices
     * @param options settings of the user; unknown keys are ignored
     * @return a backend that the caller closes
     * @throws DeviceException if the device cannot be opened
     * @throws ResourceException if it has too little memory to be opened
     */
    Backend open(DeviceInfo device, BackendOptions options);
}
