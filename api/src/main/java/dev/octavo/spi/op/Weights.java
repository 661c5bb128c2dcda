package dev.octavo.spi.op;

/** Weights that a backend has loaded, in whatever arrangement suits its kernels. Safe to share. */
public interface Weights extends AutoCloseable {

    /** What they are. */
    WeightSpec spec();

    /** Device bytes that they hold; 0 where the host's memory is used in place. */
    long byteSize();

    /** Frees them; idempotent. */
    @Override
    void close();
}
