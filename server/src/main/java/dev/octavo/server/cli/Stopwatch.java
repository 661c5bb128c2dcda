package dev.octavo.server.cli;

import dev.octavo.server.config.Environment;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;

/** Takes the times of a command that generates one text, from the start of the launcher on. */
final class Stopwatch {

    private final double before = sinceLaunch();
    private final long start = System.nanoTime();
    private long loaded = start;
    private long first;
    private double firstCpu;
    private long last;

    /** The model can be used. */
    void loaded() {
        loaded = System.nanoTime();
    }

    /** A token arrived. */
    void token() {
        last = System.nanoTime();
        if (first == 0) {
            first = last;
            firstCpu = cpuSeconds();
        }
    }

    /** Times and rate in one line; {@code tokens} is how many there were. */
    String summary(int tokens) {
        double decode = (last - first) / 1e9;
        return String.format(
                Locale.ROOT,
                "first token after %.2f s (%.2f s to the command, %.2f s to load, %.2f s to compute; %.2f s of CPU),"
                        + " then %.1f tokens/s (%d tokens)",
                before + (first - start) / 1e9,
                before,
                (loaded - start) / 1e9,
                (first - loaded) / 1e9,
                firstCpu,
                decode > 0 ? (tokens - 1) / decode : 0,
                tokens);
    }

    private static double sinceLaunch() {
        return Environment.launched()
                .map(instant -> Duration.between(instant, Instant.now()).toMillis() / 1e3)
                .orElse(0.0);
    }

    private static double cpuSeconds() {
        return ProcessHandle.current()
                .info()
                .totalCpuDuration()
                .map(time -> time.toMillis() / 1e3)
                .orElse(0.0);
    }
}
