package dev.octavo.server.serving;

import com.sun.management.UnixOperatingSystemMXBean;
import dev.octavo.runtime.metrics.MetricRegistry;
import java.io.IOException;
import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryMXBean;
import java.lang.management.OperatingSystemMXBean;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.DoubleSupplier;

/** Figures of the process, under the names of Prometheus' client libraries: {@code process_*} as everywhere, {@code jvm_*} as the Java client has them. */
final class ProcessFigures {

    private static final Path STATM = Path.of("/proc/self/statm");
    private static final long PAGE = 4096;

    private ProcessFigures() {}

    static void register(MetricRegistry registry) {
        double started = ManagementFactory.getRuntimeMXBean().getStartTime() / 1e3;
        registry.gauge(
                "process_start_time_seconds", "Start time of the process since unix epoch in seconds.", () -> started);
        OperatingSystemMXBean system = ManagementFactory.getOperatingSystemMXBean();
        if (system instanceof UnixOperatingSystemMXBean unix) {
            registry.counterOfReals(
                    "process_cpu_seconds",
                    "Total user and system CPU time spent in seconds.",
                    () -> unix.getProcessCpuTime() / 1e9);
            registry.gauge("process_open_fds", "Number of open file descriptors.", unix::getOpenFileDescriptorCount);
            registry.gauge(
                    "process_max_fds", "Maximum number of open file descriptors.", unix::getMaxFileDescriptorCount);
        }
        if (Files.isReadable(STATM)) {
            registry.gauge("process_resident_memory_bytes", "Resident memory size in bytes.", ProcessFigures::resident);
        }
        memory(registry);
        registry.counterOfReals(
                "jvm_gc_collection_seconds", "Time spent in garbage collection.", ProcessFigures::collecting);
        registry.gauge(
                "jvm_threads_current",
                "Platform threads of the JVM.",
                ManagementFactory.getThreadMXBean()::getThreadCount);
    }

    private static void memory(MetricRegistry registry) {
        MemoryMXBean memory = ManagementFactory.getMemoryMXBean();
        Map<String, DoubleSupplier> used = new LinkedHashMap<>();
        used.put("heap", () -> memory.getHeapMemoryUsage().getUsed());
        used.put("nonheap", () -> memory.getNonHeapMemoryUsage().getUsed());
        registry.gauges("jvm_memory_used_bytes", "Used bytes of a given JVM memory area.", "area", used);
        Map<String, DoubleSupplier> most = new LinkedHashMap<>();
        most.put("heap", () -> memory.getHeapMemoryUsage().getMax());
        registry.gauges("jvm_memory_max_bytes", "Max (bytes) of a given JVM memory area.", "area", most);
    }

    private static double collecting() {
        List<GarbageCollectorMXBean> collectors = ManagementFactory.getGarbageCollectorMXBeans();
        return collectors.stream()
                        .mapToLong(collector -> Math.max(0, collector.getCollectionTime()))
                        .sum()
                / 1e3;
    }

    private static double resident() {
        try {
            String[] pages = Files.readString(STATM).split(" ", -1);
            return Long.parseLong(pages[1]) * (double) PAGE;
        } catch (IOException | NumberFormatException | ArrayIndexOutOfBoundsException e) {
            return 0;
        }
    }
}
