package dev.octavo.gpu.stream;

import dev.octavo.tensor.DType;

/** A vendor's library for products, for one device. Safe for several threads. */
public interface ProductHandle extends AutoCloseable {

    /**
     * Enqueues a product; the device is current. Addresses and rows are aligned as {@link dev.octavo.gpu.driver.DenseLibrary#alignment} says.
     *
     * @param type of the factors
     * @param output type of what is stored and added
     * @throws dev.octavo.spi.DeviceException if the library refuses
     */
    void multiply(DType type, DType output, ProductOperands product, Handle stream);

    /** Comes before a stream is captured into which products will be enqueued, by the thread that captures. */
    default void beforeCapture(Handle stream) {}

    /** Comes when that capture has ended, however, before the stream is destroyed. */
    default void afterCapture() {}

    /** Frees what it holds; what was enqueued has run. Idempotent. */
    @Override
    void close();
}
