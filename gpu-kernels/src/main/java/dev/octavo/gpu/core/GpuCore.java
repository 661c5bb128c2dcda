package dev.octavo.gpu.core;

import dev.octavo.gpu.driver.GpuDriver;
import dev.octavo.gpu.driver.GpuKernel;
import dev.octavo.gpu.driver.GpuTraits;
import dev.octavo.gpu.driver.KernelKey;

/** What everything made by one open backend shares. */
public final class GpuCore {

    private final String id;
    private final GpuDriver driver;
    private final GpuMemory memory;
    private volatile boolean closed;

    /** @param id the backend's, for messages */
    public GpuCore(String id, GpuDriver driver) {
        this.id = id;
        this.driver = driver;
        memory = new GpuMemory(this);
    }

    /** The backend's id. */
    public String id() {
        return id;
    }

    /** The device; the backend is open. */
    public GpuDriver driver() {
        checkOpen();
        return driver;
    }

    /** What the device is like. */
    public GpuTraits traits() {
        return driver.traits();
    }

    /** The device's memory. */
    public GpuMemory memory() {
        return memory;
    }

    /** A kernel of the device. */
    public GpuKernel kernel(KernelKey key) {
        return driver().kernel(key);
    }

    /** Throws {@link IllegalStateException} if the backend is closed. */
    public void checkOpen() {
        if (closed) {
            throw new IllegalStateException("the " + id + " backend is closed");
        }
    }

    /** Frees everything; idempotent. */
    public synchronized void close() {
        if (closed) {
            return;
        }
        closed = true;
        memory.close();
        driver.close();
    }
}
