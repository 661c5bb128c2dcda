package dev.octavo.spi;

/** A captured run of commands. */
public interface CommandGraph extends AutoCloseable {

    /** Number of commands in it. */
    int nodeCount();

    /** Frees it; idempotent. */
    @Override
    void close();
}
