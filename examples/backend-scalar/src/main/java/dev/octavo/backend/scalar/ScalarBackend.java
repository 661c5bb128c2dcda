package dev.octavo.backend.scalar;

import dev.octavo.spi.*;
import dev.octavo.spi.op.*;
import dev.octavo.tensor.*;
import java.util.*;

/** The open device. Knows all that it made, to close it. */
final class ScalarBackend implements Backend {

    /** Types that are read; written is f32 alone. */
    static final Set<DType> READ = Set.of(DType.F32, DType.F16, DType.BF16);

    static final int LARGEST_HEAD = 256;
    static final int ALIGNMENT = 64;

    private final DeviceInfo device;
    private final ScalarMemory memory;
    private final Set<Life> open = new HashSet<>();
    private volatile boolean closed;

    ScalarBackend(DeviceInfo device) {
        this.device = device;
        this.memory = new ScalarMemory(this, device.totalBytes());
    }

    @Override
    public DeviceInfo device() {
        requireOpen();
        return device;
    }

    @Override
    public Capabilities capabilities() {
        requireOpen();
        BatchConstraints any = BatchConstraints.none();
        return new Capabilities(READ, Set.of(DType.F16), DType.F32, ALIGNMENT, LARGEST_HEAD, true, false, true, any);
    }

    @Override
    public ScalarMemory memory() {
        return memory;
    }

    @Override
    public CommandQueue newQueue() {
        return new ScalarQueue(Life.begin(this, () -> {}));
    }

    @Override
    public Gemm gemm() {
        return new ScalarGemm(this);
    }

    @Override
    public Attention attention() {
        return new ScalarAttention(this);
    }

    @Override
    public KvCaches kvCaches() {
        return new ScalarKvCache.Maker(this);
    }

    @Override
    public TensorOps ops() {
        return new ScalarOps(this);
    }

    void requireOpen() {
        if (closed) {
            throw new IllegalStateException("the backend " + device.address() + " is closed");
        }
    }

    synchronized Life add(Life life) {
        requireOpen();
        open.add(life);
        return life;
    }

    synchronized void remove(Life life) {
        open.remove(life);
    }

    @Override
    public synchronized void close() {
        closed = true;
        List.copyOf(open).forEach(Life::end);
    }
}
