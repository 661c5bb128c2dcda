package dev.octavo.backend.opencl.config;

import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;

/** Facts about the process and its host. */
public final class Surroundings {

    private Surroundings() {}

    /** Where programs that were built are kept unless the user says otherwise: below {@code XDG_CACHE_HOME}, or {@code .cache} in the user's home; empty where there is neither. */
    public static Optional<Path> cacheFolder() {
        return Optional.ofNullable(System.getenv("XDG_CACHE_HOME"))
                .filter(folder -> folder.startsWith("/"))
                .map(Path::of)
                .or(() -> Optional.ofNullable(System.getProperty("user.home"))
                        .filter(home -> !home.isBlank() && !home.equals("?"))
                        .map(home -> Path.of(home, ".cache")))
                .map(folder -> folder.resolve("octavo").resolve("opencl"));
    }

    /**
     * JOCL unpacks its library into the folder for temporary files, and would load whatever already lies there under a fixed name, which another user may have put there. This makes it
     * use a new file each time, unless somebody decided otherwise. Before JOCL's first use.
     */
    public static void keepJoclApart() {
        if (System.getProperty("uniqueLibraryNames") == null) {
            System.setProperty("uniqueLibraryNames", "true");
        }
    }

    /** Bytes of the host's memory that could be allocated without swapping; page cache that can be dropped counts as free. */
    public static long availableMemory() {
        OperatingSystemMXBean system = ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
        long free = system.getFreeMemorySize();
        try (Stream<String> lines = Files.lines(Path.of("/proc/meminfo"))) {
            long available = lines.filter(line -> line.startsWith("MemAvailable:"))
                    .mapToLong(line -> 1024 * Long.parseLong(line.replaceAll("\\D", "")))
                    .findFirst()
                    .orElse(0);
            return Math.min(system.getTotalMemorySize(), Math.max(free, available));
        } catch (IOException | RuntimeException e) {
            return free; // No Linux, or no such line.
        }
    }
}
