package dev.octavo.spi.op;

import dev.octavo.spi.Support;

/** Makes KV block pools. */
public interface KvCaches {

    /** Whether this device can hold exactly such a pool, memory aside. */
    Support support(KvCacheSpec spec);

    /**
     * Allocates a pool. Its content is undefined: a slot is read only after it was written.
     *
     * @throws dev.octavo.spi.UnsupportedSpecException exactly when {@link #support} says no
     * @throws dev.octavo.spi.OutOfDeviceMemoryException if it does not fit
     */
    KvCache create(KvCacheSpec spec);
}
