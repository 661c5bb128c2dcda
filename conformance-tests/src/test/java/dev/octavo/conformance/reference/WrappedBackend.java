package dev.octavo.conformance.reference;

import dev.octavo.spi.Backend;
import dev.octavo.spi.Capabilities;
import dev.octavo.spi.CommandQueue;
import dev.octavo.spi.DeviceInfo;
import dev.octavo.spi.DeviceMemory;
import dev.octavo.spi.op.Attention;
import dev.octavo.spi.op.Gemm;
import dev.octavo.spi.op.KvCaches;
import dev.octavo.spi.op.TensorOps;

/** Passes everything on; a mutant overrides what it gets wrong. */
class WrappedBackend implements Backend {

    final ReferenceBackend right;

    WrappedBackend(ReferenceBackend right) {
        this.right = right;
    }

    @Override
    public DeviceInfo device() {
        return right.device();
    }

    @Override
    public Capabilities capabilities() {
        return right.capabilities();
    }

    @Override
    public DeviceMemory memory() {
        return right.memory();
    }

    @Override
    public CommandQueue newQueue() {
        return right.newQueue();
    }

    @Override
    public Gemm gemm() {
        return right.gemm();
    }

    @Override
    public Attention attention() {
        return right.attention();
    }

    @Override
    public KvCaches kvCaches() {
        return right.kvCaches();
    }

    @Override
    public TensorOps ops() {
        return right.ops();
    }

    @Override
    public void close() {
        right.close();
    }
}
