package dev.octavo.gpu.core;

import dev.octavo.gpu.driver.GpuEvent;
import dev.octavo.spi.Fence;
import java.time.Duration;

/**
 * A point in a stream.
 *
 * @param core of the backend that it belongs to
 * @param event what the device says of it
 */
record GpuFence(GpuCore core, GpuEvent event) implements Fence {

    @Override
    public boolean isDone() {
        core.checkOpen();
        return event.isDone();
    }

    @Override
    public boolean await(Duration timeout) {
        core.checkOpen();
        return event.await(timeout);
    }
}
