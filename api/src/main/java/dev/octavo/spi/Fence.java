package dev.octavo.spi;

import java.time.Duration;

/** A point in a queue. Safe to share. */
public interface Fence {

    /** Whether everything before it has run. */
    boolean isDone();

    /**
     * Blocks until everything before it has run, or the time is over.
     *
     * @return whether it is done
     * @throws DeviceException if a command before it failed
     */
    boolean await(Duration timeout);
}
