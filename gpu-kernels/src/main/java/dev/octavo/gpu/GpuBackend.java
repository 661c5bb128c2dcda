package dev.octavo.gpu;

import dev.octavo.gpu.attention.GpuAttention;
import dev.octavo.gpu.attention.GpuKvCaches;
import dev.octavo.gpu.core.GpuCore;
import dev.octavo.gpu.core.GpuQueue;
import dev.octavo.gpu.driver.GpuDriver;
import dev.octavo.gpu.driver.GpuTraits;
import dev.octavo.gpu.gemm.GpuGemm;
import dev.octavo.gpu.op.GpuTensorOps;
import dev.octavo.spi.Backend;
import dev.octavo.spi.BackendOptions;
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
import java.util.Set;

/** An open device behind a vendor's driver. */
public final class GpuBackend implements Backend {

    /** Largest head dimension of attention. */
    public static final int MAX_HEAD_DIM = GpuAttention.MAX_HEAD_DIM;

    private final DeviceInfo device;
    private final GpuCore core;
    private final GpuGemm gemm;
    private final GpuAttention attention;
    private final GpuKvCaches kvCaches;
    private final GpuTensorOps ops;

    /**
     * A backend.
     *
     * @param driver closed with this backend
     * @param options of the user
     */
    public GpuBackend(DeviceInfo device, GpuDriver driver, BackendOptions options) {
        this.device = device;
        core = new GpuCore(device.backendId(), driver, options);
        gemm = new GpuGemm(core);
        attention = new GpuAttention(core);
        kvCaches = new GpuKvCaches(core);
        ops = new GpuTensorOps(core);
    }

    @Override
    public DeviceInfo device() {
        core.checkOpen();
        return device;
    }

    @Override
    public Capabilities capabilities() {
        core.checkOpen();
        GpuTraits traits = core.traits();
        Set<DType> types = Set.of(DType.F32, DType.F16, DType.BF16, DType.F8_E4M3, DType.F8_E5M2);
        Set<DType> cacheTypes = Set.of(DType.F32, DType.F16, DType.BF16, DType.F8_E4M3, DType.F8_E5M2, DType.I8);
        return new Capabilities(
                types,
                cacheTypes,
                core.driver().hasMatrixUnits() ? DType.BF16 : DType.F32,
                traits.alignment(),
                MAX_HEAD_DIM,
                traits.hostUnified(),
                true,
                traits.deterministic(),
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
        return new GpuQueue(core);
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
    public void close() {
        core.close();
    }
}
