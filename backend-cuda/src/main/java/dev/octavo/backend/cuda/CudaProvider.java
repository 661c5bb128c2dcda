package dev.octavo.backend.cuda;

import dev.octavo.backend.cuda.config.CudaConfig;
import dev.octavo.gpu.GpuBackend;
import dev.octavo.spi.Backend;
import dev.octavo.spi.BackendOptions;
import dev.octavo.spi.BackendProvider;
import dev.octavo.spi.DeviceException;
import dev.octavo.spi.DeviceInfo;
import dev.octavo.spi.Probe;
import dev.octavo.spi.SpiVersion;
import java.util.Optional;

/** Offers the NVIDIA GPUs that the driver shows to this process. */
public final class CudaProvider implements BackendProvider {

    static final String ID = "cuda";

    /** For the service loader. */
    public CudaProvider() {}

    @Override
    public String id() {
        return ID;
    }

    @Override
    public SpiVersion requires() {
        return new SpiVersion(SpiVersion.MAJOR, SpiVersion.MINOR);
    }

    @Override
    public Probe probe() {
        try {
            return switch (CudaAccess.of(CudaConfig.read())) {
                case CudaAccess.Barred(String reason, String remedy, Optional<Throwable> cause) ->
                    new Probe.Unavailable(reason, remedy, cause);
                case CudaAccess.Open open -> offer(CudaDevices.of(open));
            };
        } catch (RuntimeException | LinkageError e) {
            return new Probe.Unavailable("NVIDIA's driver does not work: " + e, "look at nvidia-smi", Optional.of(e));
        }
    }

    private static Probe offer(CudaDevices devices) {
        if (devices.usable().isEmpty()) {
            return new Probe.Unavailable(devices.lack(), "use a GPU of the Ampere generation (2020) or newer");
        }
        return new Probe.Available(
                devices.usable().stream().map(CudaDevices.Entry::info).toList());
    }

    @Override
    public Backend open(DeviceInfo device, BackendOptions options) {
        CudaConfig config = CudaConfig.read();
        if (!device.backendId().equals(ID)) {
            throw new IllegalArgumentException("no device of the cuda backend: " + device.address());
        }
        return switch (CudaAccess.of(config)) {
            case CudaAccess.Barred(String reason, String remedy, Optional<Throwable> cause) ->
                throw new DeviceException(
                        device.address() + " cannot be opened: " + reason + "; " + remedy, cause.orElse(null));
            case CudaAccess.Open open -> {
                CudaDevices.Entry entry = CudaDevices.of(open).usable().stream()
                        .filter(candidate -> candidate.info().ordinal() == device.ordinal())
                        .findFirst()
                        .orElseThrow(() ->
                                new IllegalArgumentException("no device of the cuda backend: " + device.address()));
                yield new GpuBackend(entry.info(), CudaGpuDriver.open(open.driver(), entry, config), options);
            }
        };
    }
}
