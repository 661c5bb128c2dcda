package dev.octavo.spi;

import dev.octavo.spi.op.Attention;
import dev.octavo.spi.op.Gemm;
import dev.octavo.spi.op.KvCaches;
import dev.octavo.spi.op.TensorOps;

/**
 * An open device. Several backends, and several of one provider, may be open in a process.
 *
 * <p>All methods may be called from any thread; what they return says its own rules. {@link #close()} frees everything that was made through this backend and
 * is still open; later calls of any of it, and of this backend, throw {@link IllegalStateException}; only closing again and reading what a thing is (spec, size, variant) remain possible.
 */
public interface Backend extends AutoCloseable {

    /** The device that was opened. */
    DeviceInfo device();

    /** What the device is good at, for planning and reports; {@code support} of an operator decides. */
    Capabilities capabilities();

    /** The device's memory. */
    DeviceMemory memory();

    /** A new in-order queue. */
    CommandQueue newQueue();

    /** Matrix products. */
    Gemm gemm();

    /** Attention over paged KV. */
    Attention attention();

    /** KV block pools. */
    KvCaches kvCaches();

    /** All remaining operators. */
    TensorOps ops();

    /** Frees everything; idempotent. */
    @Override
    void close();
}
