package com.example.mydevice;

import dev.octavo.spi.Support;
import dev.octavo.spi.UnsupportedSpecException;
import dev.octavo.spi.op.KvCache;
import dev.octavo.spi.op.KvCacheSpec;
import dev.octavo.spi.op.KvCaches;

/** TODO step 6: pools of KV blocks. */
record MyDeviceKvCaches(MyDeviceBackend backend) implements KvCaches {

    private static final String REASON = "mydevice has no caches yet";

    @Override
    public Support support(KvCacheSpec spec) {
        backend.requireOpen();
        return new Support.Unsupported(REASON);
    }

    @Override
    public KvCache create(KvCacheSpec spec) {
        backend.requireOpen();
        throw new UnsupportedSpecException(REASON);
    }
}
