package dev.octavo.backend.cpu;

import com.sun.management.OperatingSystemMXBean;
import dev.octavo.backend.cpu.ffi.NativeLibrary;
import dev.octavo.backend.cpu.topology.CpuSet;
import dev.octavo.backend.cpu.topology.Topology;
import dev.octavo.backend.cpu.topology.TopologyReader;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;

/** What the operating system says about this machine. Where {@code /proc} is missing, the JVM's own figures stand in. */
final class HostFacts {

    private HostFacts() {}

    /** The processor's name, or its architecture. */
    static String processorName() {
        return field(Path.of("/proc/cpuinfo"), "model name").orElseGet(HostFacts::architecture);
    }

    /** The JVM's name of the instruction set, for example {@code amd64}. */
    static String architecture() {
        return ManagementFactory.getOperatingSystemMXBean().getArch();
    }

    /** The kernels in C for it. */
    static NativeLibrary nativeLibrary() {
        return KernelLibrary.PROCESS.get();
    }

    /** The JVM's name of the operating system, for example {@code Linux}. */
    static String operatingSystem() {
        return system().getName();
    }

    /** Processors whose time this process may use: those that it is allowed on, or fewer where a container has a quota. */
    static int processors() {
        return Runtime.getRuntime().availableProcessors();
    }

    /** The processors that this process is allowed on; a process that does not ask for more leaves the question to a file and does without a native call. */
    static Topology topology() {
        CpuSet allowed = field(Path.of("/proc/self/status"), "Cpus_allowed_list")
                .flatMap(CpuSet::parse)
                .orElse(CpuSet.EMPTY);
        return new TopologyReader(Path.of("/sys/devices/system")).read(allowed, processors());
    }

    /** Bytes of memory, or of the container's limit. */
    static long totalMemory() {
        return system().getTotalMemorySize();
    }

    /** Bytes that could be allocated without swapping; page cache that can be dropped counts as free. */
    static long availableMemory() {
        long free = system().getFreeMemorySize();
        long available = field(Path.of("/proc/meminfo"), "MemAvailable")
                .map(HostFacts::kibibytes)
                .orElse(0L);
        return Math.min(totalMemory(), Math.max(free, available));
    }

    private static OperatingSystemMXBean system() {
        return ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
    }

    private static long kibibytes(String text) {
        String digits = text.split(" ", 2)[0];
        try {
            return Long.parseLong(digits) * 1024;
        } catch (NumberFormatException e) {
            return 0;
        }
    }

    private static Optional<String> field(Path file, String key) {
        try (Stream<String> lines = Files.lines(file)) {
            return lines.filter(line -> line.startsWith(key))
                    .map(line -> line.substring(line.indexOf(':') + 1).strip())
                    .filter(value -> !value.isEmpty())
                    .findFirst();
        } catch (IOException | RuntimeException e) {
            return Optional.empty();
        }
    }
}
