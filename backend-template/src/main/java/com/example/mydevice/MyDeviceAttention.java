package com.example.mydevice;

import dev.octavo.spi.Plan;
import dev.octavo.spi.Support;
import dev.octavo.spi.UnsupportedSpecException;
import dev.octavo.spi.op.Attention;
import dev.octavo.spi.op.AttentionArgs;
import dev.octavo.spi.op.AttentionSpec;

/** TODO step 6: attention. {@code prepare} refuses exactly what {@code support} refuses, in the same words. */
record MyDeviceAttention(MyDeviceBackend backend) implements Attention {

    private static final String REASON = "mydevice has no attention yet";

    @Override
    public Support support(AttentionSpec spec) {
        backend.requireOpen();
        return new Support.Unsupported(REASON);
    }

    @Override
    public Plan<AttentionArgs> prepare(AttentionSpec spec) {
        backend.requireOpen();
        throw new UnsupportedSpecException(REASON);
    }
}
