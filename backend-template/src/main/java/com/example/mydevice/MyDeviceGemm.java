package com.example.mydevice;

import dev.octavo.spi.CommandSink;
import dev.octavo.spi.Plan;
import dev.octavo.spi.Support;
import dev.octavo.spi.UnsupportedSpecException;
import dev.octavo.spi.op.Gemm;
import dev.octavo.spi.op.GemmArgs;
import dev.octavo.spi.op.GemmSpec;
import dev.octavo.spi.op.WeightSource;
import dev.octavo.spi.op.WeightSpec;
import dev.octavo.spi.op.Weights;

/** TODO step 4: products. {@code prepare} refuses exactly what {@code support} refuses, in the same words. */
record MyDeviceGemm(MyDeviceBackend backend) implements Gemm {

    private static final String REASON = "mydevice has no products yet";

    @Override
    public Support support(GemmSpec spec) {
        backend.requireOpen();
        return new Support.Unsupported(REASON);
    }

    @Override
    public Plan<GemmArgs> prepare(GemmSpec spec) {
        backend.requireOpen();
        throw new UnsupportedSpecException(REASON);
    }

    /** Accepts what {@code support} takes in at least one spec. */
    @Override
    public Weights load(WeightSpec spec, WeightSource source, CommandSink sink) {
        backend.requireOpen();
        throw new UnsupportedSpecException(REASON);
    }
}
