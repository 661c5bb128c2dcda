package dev.octavo.gpu.driver;

import java.time.Duration;

/** A point in a stream. Safe to share. */
public interface GpuEvent {

    /** Whether everything before it has run; also true when it failed. */
    boolean isDone();

    /**
     * Blocks until everything before it has run, or the time is over.
     *
     * @return whether it is done
     * @throws dev.octavo.spi.DeviceException if a command before it failed
     */
    boolean await(Duration timeout);
}
