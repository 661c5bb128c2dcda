package dev.octavo.conformance.reference;

import dev.octavo.spi.Backend;
import dev.octavo.spi.BatchConstraints;
import dev.octavo.spi.Capabilities;
import dev.octavo.spi.CommandQueue;
import dev.octavo.spi.DeviceInfo;
import dev.octavo.spi.DeviceMemory;
import dev.octavo.spi.op.Attention;
import dev.octavo.spi.op.Gemm;
import dev.octavo.spi.op.KvCaches;
import dev.octavo.spi.op.TensorOps;
import dev.octavo.tensor.DType;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** The open device. Knows everything that was made through it, so that closing it closes all. */
final class ReferenceBackend implements Backend {

    private static final Set<DType> FLOATING = Set.of(DType.F32, DType.F16, DType.BF16, DType.F8_E4M3, DType.F8_E5M2);
    private static final Set<DType> CACHES =
            Set.of(DType.F32, DType.F16, DType.BF16, DType.F8_E4M3, DType.F8_E5M2, DType.I8);

    private final DeviceInfo device;
    private final ReferenceMemory memory;
    private final Set<Resource> resources = new LinkedHashSet<>();
    private volatile boolean closed;

    ReferenceBackend(DeviceInfo device, long memoryBytes) {
        this.device = device;
        this.memory = new ReferenceMemory(this, memoryBytes);
    }

    @Override
    public DeviceInfo device() {
        requireOpen();
        return device;
    }

    @Override
    public Capabilities capabilities() {
        requireOpen();
        return new Capabilities(
                FLOATING, CACHES, DType.F32, 1, Integer.MAX_VALUE, true, true, true, BatchConstraints.none());
    }

    @Override
    public DeviceMemory memory() {
        requireOpen();
        return memory;
    }

    @Override
    public CommandQueue newQueue() {
        requireOpen();
        return new ReferenceQueue(this);
    }

    @Override
    public Gemm gemm() {
        requireOpen();
        return new ReferenceGemm(this);
    }

    @Override
    public Attention attention() {
        requireOpen();
        return new ReferenceAttention(this);
    }

    @Override
    public KvCaches kvCaches() {
        requireOpen();
        return new ReferenceKvCaches(this);
    }

    @Override
    public TensorOps ops() {
        requireOpen();
        return new ReferenceTensorOps(this);
    }

    @Override
    public void close() {
        List<Resource> open;
        synchronized (resources) {
            closed = true;
            open = new ArrayList<>(resources).reversed();
        }
        open.forEach(Resource::close);
    }

    /** Name of the device, for messages, also after closing. */
    String address() {
        return device.address();
    }

    ReferenceMemory hostMemory() {
        return memory;
    }

    void requireOpen() {
        if (closed) {
            throw new IllegalStateException("backend " + address() + " is closed");
        }
    }

    void remember(Resource resource) {
        synchronized (resources) {
            requireOpen();
            resources.add(resource);
        }
    }

    void forget(Resource resource) {
        synchronized (resources) {
            resources.remove(resource);
        }
    }
}
