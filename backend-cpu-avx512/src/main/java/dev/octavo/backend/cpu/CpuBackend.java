package dev.octavo.backend.cpu;

import dev.octavo.backend.cpu.ffi.NativeKernels;
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
import java.util.Optional;
import java.util.Set;

/** The open processor. */
final class CpuBackend implements Backend {

    static final int MAX_HEAD_DIM = 1024;

    private final DeviceInfo device;
    private final CpuCore core;
    private final CpuGemm gemm;
    private final CpuAttention attention;
    private final CpuKvCaches kvCaches;
    private final CpuTensorOps ops;

    CpuBackend(DeviceInfo device, CpuSettings settings, Optional<NativeKernels> kernels) {
        this.device = device;
        core = new CpuCore(
                new CpuMemory(kernels.map(NativeKernels::largePages), new NodePlacement(settings.seating())),
                Crews.PROCESS.join(settings.seating(), settings.threads(), settings.spin()),
                new Scratch(settings.threads()),
                kernels);
        gemm = new CpuGemm(core);
        attention = new CpuAttention(core, settings.attention());
        kvCaches = new CpuKvCaches(core);
        ops = new CpuTensorOps(core);
    }

    @Override
    public DeviceInfo device() {
        core.checkOpen();
        return device;
    }

    @Override
    public Capabilities capabilities() {
        core.checkOpen();
        Set<DType> types = Set.of(DType.F32, DType.F16, DType.BF16);
        return new Capabilities(
                types,
                CpuKvCaches.TYPES,
                DType.F32,
                CpuMemory.ALIGNMENT,
                MAX_HEAD_DIM,
                true,
                true,
                true,
                BatchConstraints.none());
    }

    @Override
    public DeviceMemory memory() {
        core.checkOpen();
        return core.memory();
    }

    @Override
    public CommandQueue newQueue() {
        core.checkOpen();
        return new CpuQueue(core);
    }

    @Override
    public Gemm gemm() {
        core.checkOpen();
        return gemm;
    }

    @Override
    public Attention attention() {
        core.checkOpen();
        return attention;
    }

    @Override
    public KvCaches kvCaches() {
        core.checkOpen();
        return kvCaches;
    }

    @Override
    public TensorOps ops() {
        core.checkOpen();
        return ops;
    }

    @Override
    public synchronized void close() {
        if (core.pool().isClosed()) {
            return;
        }
        core.pool().close();
        core.memory().close();
        core.scratch().close();
    }
}
