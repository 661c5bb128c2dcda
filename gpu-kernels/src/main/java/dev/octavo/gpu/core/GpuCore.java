package dev.octavo.gpu.core;

import dev.octavo.gpu.driver.GpuDriver;
import dev.octavo.gpu.driver.GpuTraits;
import dev.octavo.gpu.driver.KernelKey;
import dev.octavo.spi.BackendOptions;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** What everything made by one open backend shares. */
public final class GpuCore {

    private final String id;
    private final GpuDriver driver;
    private final BackendOptions options;
    private final GpuMemory memory;
    private final Set<GpuQueue> queues = ConcurrentHashMap.newKeySet();
    private volatile boolean closed;

    /** One without settings. */
    GpuCore(String id, GpuDriver driver) {
        this(id, driver, BackendOptions.none());
    }

    /**
     * The inside of a backend.
     *
     * @param id the backend's, for messages
     * @param options of the user
     */
    public GpuCore(String id, GpuDriver driver, BackendOptions options) {
        this.id = id;
        this.driver = driver;
        this.options = options;
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

    /** What the user set. */
    public BackendOptions options() {
        return options;
    }

    /** What the device is like. */
    public GpuTraits traits() {
        return driver.traits();
    }

    /** The device's memory. */
    public GpuMemory memory() {
        return memory;
    }

    /** A kernel of the device, built at its first launch. */
    public LazyKernel kernel(KernelKey key) {
        return new LazyKernel(this, key);
    }

    /** Notes a queue, to be closed with the backend. */
    void opened(GpuQueue queue) {
        queues.add(queue);
        if (closed) {
            queue.close();
            checkOpen();
        }
    }

    /** Forgets a queue that was closed. */
    void forget(GpuQueue queue) {
        queues.remove(queue);
    }

    /** Throws {@link IllegalStateException} if the backend is closed. */
    public void checkOpen() {
        if (closed) {
            throw new IllegalStateException("the " + id + " backend is closed");
        }
    }

    /** Waits for what is under way, then frees everything; idempotent. */
    public synchronized void close() {
        if (closed) {
            return;
        }
        closed = true;
        // Queues first: their commands may still use the memory.
        List.copyOf(queues).forEach(GpuQueue::close);
        memory.close();
        driver.close();
    }
}
