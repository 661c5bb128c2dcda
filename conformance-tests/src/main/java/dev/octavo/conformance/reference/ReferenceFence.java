package dev.octavo.conformance.reference;

import dev.octavo.spi.Fence;
import java.time.Duration;

/** Always done, since queues run commands at once. */
record ReferenceFence(ReferenceBackend owner) implements Fence {

    @Override
    public boolean isDone() {
        owner.requireOpen();
        return true;
    }

    @Override
    public boolean await(Duration timeout) {
        owner.requireOpen();
        return true;
    }
}
