package dev.octavo.backend.rocm;

import dev.octavo.backend.rocm.config.RocmConfig;
import dev.octavo.gpu.GpuBackend;
import dev.octavo.gpu.code.KernelCompiler;
import dev.octavo.spi.Backend;
import dev.octavo.spi.BackendOptions;
import dev.octavo.spi.BackendProvider;
import dev.octavo.spi.DeviceException;
import dev.octavo.spi.DeviceInfo;
import dev.octavo.spi.Probe;
import dev.octavo.spi.SpiVersion;
import java.util.Optional;

/** Offers the AMD GPUs that the HIP library shows to this process. */
public final class RocmProvider implements BackendProvider {

    static final String ID = "rocm";

    /** For the service loader. */
    public RocmProvider() {}

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
        RocmConfig config = RocmConfig.read();
        try {
            return switch (RocmAccess.of(config)) {
                case RocmAccess.Barred(String reason, String remedy, Optional<Throwable> cause) ->
                    new Probe.Unavailable(reason, remedy, cause);
                case RocmAccess.Open open -> offer(RocmDevices.of(open, compiler(open, config)));
            };
        } catch (RuntimeException | LinkageError e) {
            return new Probe.Unavailable("AMD's HIP library does not work: " + e, "look at rocminfo", Optional.of(e));
        }
    }

    private static Probe offer(RocmDevices devices) {
        if (devices.usable().isEmpty()) {
            RocmDevices.Refusal lack = devices.lack();
            return new Probe.Unavailable(lack.reason(), lack.remedy());
        }
        return new Probe.Available(
                devices.usable().stream().map(RocmDevices.Entry::info).toList());
    }

    /** Only where there is a device, whose architecture it can be given. */
    private static KernelCompiler compiler(RocmAccess.Open open, RocmConfig config) {
        return open.library().compiler(config.compilerLibrary(), open.version());
    }

    @Override
    public Backend open(DeviceInfo device, BackendOptions options) {
        RocmConfig config = RocmConfig.read();
        if (!device.backendId().equals(ID)) {
            throw new IllegalArgumentException("no device of the rocm backend: " + device.address());
        }
        return switch (RocmAccess.of(config)) {
            case RocmAccess.Barred(String reason, String remedy, Optional<Throwable> cause) ->
                throw new DeviceException(
                        device.address() + " cannot be opened: " + reason + "; " + remedy, cause.orElse(null));
            case RocmAccess.Open open -> {
                KernelCompiler compiler = compiler(open, config);
                RocmDevices.Entry entry = RocmDevices.of(open, compiler).usable().stream()
                        .filter(candidate -> candidate.info().ordinal() == device.ordinal())
                        .findFirst()
                        .orElseThrow(() ->
                                new IllegalArgumentException("no device of the rocm backend: " + device.address()));
                yield new GpuBackend(
                        entry.info(), RocmGpuDriver.open(open.library(), entry, compiler, config), options);
            }
        };
    }
}
