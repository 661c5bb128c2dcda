package dev.octavo.backend.cpu;

import dev.octavo.spi.Fence;
import java.time.Duration;

/**
 * The only fence that a queue needs: commands have run when {@code enqueue} returns.
 *
 * @param core of the backend that it belongs to
 */
record CpuFence(CpuCore core) implements Fence {

    @Override
    public boolean isDone() {
        core.checkOpen();
        return true;
    }

    @Override
    public boolean await(Duration timeout) {
        core.checkOpen();
        return true;
    }
}
