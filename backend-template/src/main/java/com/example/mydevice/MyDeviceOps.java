package com.example.mydevice;

import dev.octavo.spi.Plan;
import dev.octavo.spi.Support;
import dev.octavo.spi.UnsupportedSpecException;
import dev.octavo.spi.op.TensorOpArgs;
import dev.octavo.spi.op.TensorOpSpec;
import dev.octavo.spi.op.TensorOps;

/** TODO step 5: operators; match kinds with a {@code default} branch, new ones come with a new minor SPI. {@code prepare} refuses exactly what {@code support} refuses, in the same words. */
record MyDeviceOps(MyDeviceBackend backend) implements TensorOps {

    private static final String REASON = "mydevice has no operators yet";

    @Override
    public Support support(TensorOpSpec spec) {
        backend.requireOpen();
        return new Support.Unsupported(REASON);
    }

    @Override
    public Plan<TensorOpArgs> prepare(TensorOpSpec spec) {
        backend.requireOpen();
        throw new UnsupportedSpecException(REASON);
    }
}
