package com.example.mydevice;

import dev.octavo.spi.Backend;
import dev.octavo.spi.BatchConstraints;
import dev.octavo.spi.Capabilities;
import dev.octavo.spi.CommandQueue;
import dev.octavo.spi.DeviceInfo;
import dev.octavo.spi.DeviceMemory;
import dev.octavo.spi.UnsupportedSpecException;
import dev.octavo.spi.op.Attention;
import dev.octavo.spi.op.Gemm;
import dev.octavo.spi.op.KvCaches;
import dev.octavo.spi.op.TensorOps;
import dev.octavo.tensor.DType;
import java.util.Set;

/** The open device. TODO step 2: remember all that was made, and free it in {@link #close()}. */
final class MyDeviceBackend implements Backend {

    private final DeviceInfo device;
    private volatile boolean closed;

    MyDeviceBackend(DeviceInfo device) {
        this.device = device;
    }

    /** After {@link #close()}, every call on a backend and on what it made throws {@link IllegalStateException}. */
    void requireOpen() {
        if (closed) {
            throw new IllegalStateException(device.address() + " is closed");
        }
    }

    @Override
    public DeviceInfo device() {
        requireOpen();
        return device;
    }

    /** Never more than {@code support} keeps: the suite compares the two. */
    @Override
    public Capabilities capabilities() {
        requireOpen();
        return new Capabilities(Set.of(), Set.of(), DType.F32, 64, 0, false, false, true, BatchConstraints.none());
    }

    @Override
    public DeviceMemory memory() {
        return new MyDeviceMemory(this);
    }

    /** TODO step 3: a queue. */
    @Override
    public CommandQueue newQueue() {
        requireOpen();
        throw new UnsupportedSpecException("mydevice has no queue yet");
    }

    @Override
    public Gemm gemm() {
        return new MyDeviceGemm(this);
    }

    @Override
    public Attention attention() {
        return new MyDeviceAttention(this);
    }

    @Override
    public KvCaches kvCaches() {
        return new MyDeviceKvCaches(this);
    }

    @Override
    public TensorOps ops() {
        return new MyDeviceOps(this);
    }

    @Override
    public void close() {
        closed = true;
    }
}
