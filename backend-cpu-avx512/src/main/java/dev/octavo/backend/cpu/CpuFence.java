package dev.octavo.backend.cpu;

import dev.octavo.spi.Fence;
import java.time.Duration;

/** The only fence there is: commands have run when {@code enqueue} returns. */
enum CpuFence implements Fence {
    DONE;

    @Override
    public boolean isDone() {
        return true;
    }

    @Override
    public boolean await(Duration timeout) {
        return true;
    }
}
