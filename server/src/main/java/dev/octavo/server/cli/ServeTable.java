package dev.octavo.server.cli;

import dev.octavo.server.bench.Latency;
import dev.octavo.server.bench.Series;
import dev.octavo.server.bench.ServeReport;
import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;

/** A load run's figures for people, laid out as vLLM does. */
final class ServeTable {

    private static final int WIDTH = 50;

    private final PrintWriter out;

    ServeTable(PrintWriter out) {
        this.out = out;
    }

    void print(ServeReport report, BenchTraffic traffic, List<Latency> latencies, List<Double> percentiles) {
        heading(" Serving Benchmark Result ", '=');
        line("Successful requests:", Integer.toString(report.completed()));
        line("Failed requests:", Integer.toString(report.failed()));
        traffic.maxConcurrency().ifPresent(most -> line("Maximum request concurrency:", Integer.toString(most)));
        if (!traffic.rate().equals("inf")) {
            line("Request rate configured (RPS):", traffic.rate());
        }
        line("Benchmark duration (s):", report.seconds());
        line("Total input tokens:", Long.toString(report.inputTokens()));
        line("Total generated tokens:", Long.toString(report.outputTokens()));
        line("Request throughput (req/s):", report.requestThroughput());
        report.goodput().ifPresent(rate -> line("Request goodput (req/s):", rate));
        line("Output token throughput (tok/s):", report.outputThroughput());
        line("Peak output token throughput (tok/s):", report.peakOutputRate());
        line("Peak concurrent requests:", Integer.toString(report.peakConcurrency()));
        line("Total token throughput (tok/s):", report.totalThroughput());
        for (Latency latency : latencies) {
            Series series = report.latencies().get(latency);
            if (series != null) {
                latency(latency, series, percentiles);
            }
        }
        out.println("=".repeat(WIDTH));
        out.flush();
    }

    private void latency(Latency latency, Series series, List<Double> percentiles) {
        heading(latency.title(), '-');
        line("Mean " + latency + " (ms):", series.mean());
        line("Median " + latency + " (ms):", series.median());
        for (double percent : percentiles) {
            line("P" + BenchFigures.word(percent) + " " + latency + " (ms):", series.percentile(percent));
        }
    }

    private void heading(String title, char fill) {
        int left = Math.max(0, WIDTH - title.length()) / 2;
        int right = Math.max(0, WIDTH - title.length() - left);
        String padding = Character.toString(fill);
        out.println(padding.repeat(left) + title + padding.repeat(right));
    }

    private void line(String label, double value) {
        line(label, String.format(Locale.ROOT, "%.2f", value));
    }

    private void line(String label, String value) {
        out.printf("%-40s %-10s%n", label, value);
    }
}
