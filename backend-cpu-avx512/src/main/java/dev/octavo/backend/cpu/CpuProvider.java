package dev.octavo.backend.cpu;

import dev.octavo.backend.cpu.ffi.NativeLibrary;
import dev.octavo.spi.Backend;
import dev.octavo.spi.BackendOptions;
import dev.octavo.spi.BackendProvider;
import dev.octavo.spi.DeviceException;
import dev.octavo.spi.DeviceInfo;
import dev.octavo.spi.DeviceKind;
import dev.octavo.spi.Probe;
import dev.octavo.spi.SpiVersion;
import java.util.List;
import java.util.Optional;

/**
 * Offers the host's own processor as device {@code cpu:0}. It names no vector type, so that it loads where the Vector API module is absent and can say so.
 */
public final class CpuProvider implements BackendProvider {

    static final String ID = "cpu";
    private static final String VECTOR_MODULE = "jdk.incubator.vector";

    /** For the service loader. */
    public CpuProvider() {}

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
        if (!vectorModulePresent()) {
            return new Probe.Unavailable(
                    "the Java module " + VECTOR_MODULE + " is not part of this process",
                    "start java with --add-modules " + VECTOR_MODULE + ", or put Octavo's jars on the module path");
        }
        try {
            CpuSettings settings = CpuSettings.from(BackendOptions.none());
            return new Probe.Available(List.of(describe(settings, HostFacts.nativeLibrary())));
        } catch (Exception | LinkageError e) {
            return new Probe.Unavailable(
                    "the Vector API of this Java does not work: " + e,
                    "use a JDK 25 build for this processor",
                    Optional.of(e));
        }
    }

    @Override
    public Backend open(DeviceInfo device, BackendOptions options) {
        if (!device.backendId().equals(ID) || device.ordinal() != 0) {
            throw new IllegalArgumentException("no device of the cpu backend: " + device.address());
        }
        if (!vectorModulePresent()) {
            throw new DeviceException("cpu:0 cannot be opened: start java with --add-modules " + VECTOR_MODULE);
        }
        CpuSettings settings = CpuSettings.from(options);
        NativeLibrary library = HostFacts.nativeLibrary();
        VectorWidth.PROCESS.ask(settings.vectorBits());
        settings.report();
        return new CpuBackend(
                describe(settings, library), settings, settings.kernels().of(library));
    }

    private static boolean vectorModulePresent() {
        return ModuleLayer.boot().findModule(VECTOR_MODULE).isPresent();
    }

    private static DeviceInfo describe(CpuSettings settings, NativeLibrary library) {
        int threads = settings.threads();
        String products = settings.kernels()
                .of(library)
                .map(kernels -> "products in C with " + kernels.instructionSet())
                .orElseGet(() -> "Vector API alone" + (library.kernels().isEmpty() ? ": " + library.lack() : ""));
        return new DeviceInfo(
                ID,
                0,
                HostFacts.processorName(),
                DeviceKind.CPU,
                Optional.empty(),
                "Java " + Runtime.version() + " Vector API",
                VectorWidth.PROCESS.description() + ", " + threads + (threads == 1 ? " thread, " : " threads, ")
                        + settings.seating().words() + ", " + products,
                HostFacts.totalMemory(),
                HostFacts.availableMemory());
    }
}
