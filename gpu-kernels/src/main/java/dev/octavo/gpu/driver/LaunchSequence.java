package dev.octavo.gpu.driver;

/** Kernel launches that were prepared as one. */
public interface LaunchSequence extends AutoCloseable {

    /** Enqueues all of them, in order, into a stream of the device that they were prepared for. */
    void enqueue(GpuStream stream);

    /** Frees what was prepared; idempotent. */
    @Override
    void close();
}
