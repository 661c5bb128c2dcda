package dev.octavo.server.cli;

import dev.octavo.server.bench.Summary;
import dev.octavo.spi.ResourceException;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** Prints figures as vLLM's benchmarks do, and saves them. */
final class BenchReport {

    private static final int WIDTH = 50;

    private final PrintWriter out;

    BenchReport(PrintWriter out) {
        this.out = out;
    }

    void title(String text) {
        rule(text, '=');
    }

    void section(String text) {
        rule(text, '-');
    }

    private void rule(String text, char line) {
        int free = Math.max(2, WIDTH - text.length());
        String side = String.valueOf(line).repeat(free / 2);
        out.println(side + text + side + (free % 2 == 1 ? String.valueOf(line) : ""));
    }

    void count(String name, long value) {
        out.println(String.format(Locale.ROOT, "%-40s %-9d", name, value).stripTrailing());
    }

    void figure(String name, double value) {
        out.println(String.format(Locale.ROOT, "%-40s %-9.2f", name, value).stripTrailing());
    }

    /** Mean, median and percentiles in ms. */
    void latencies(String title, String name, Summary summary) {
        section(title);
        figure("Mean " + name + " (ms):", summary.mean());
        figure("Median " + name + " (ms):", summary.median());
        figure("P90 " + name + " (ms):", summary.percentile(90));
        figure("P99 " + name + " (ms):", summary.percentile(99));
    }

    void end() {
        out.println("=".repeat(WIDTH));
        out.flush();
    }

    static void save(Path file, ObjectNode json) {
        try {
            Files.writeString(
                    file, JsonMapper.shared().writerWithDefaultPrettyPrinter().writeValueAsString(json));
        } catch (IOException e) {
            throw new ResourceException("the figures cannot be written to " + file + ": " + e.getMessage(), e);
        }
    }
}
