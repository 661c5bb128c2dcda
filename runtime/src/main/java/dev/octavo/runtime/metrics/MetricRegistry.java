package dev.octavo.runtime.metrics;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.DoubleSupplier;
import java.util.function.LongSupplier;

/** Metrics under names of one's choice, each with some labels that all share. Safe for use by any number of threads. */
public final class MetricRegistry implements Metrics {

    private final Labels common;
    private final List<Family> families = new CopyOnWriteArrayList<>();

    /** @param commonLabels labels that every series carries */
    public MetricRegistry(Map<String, String> commonLabels) {
        this.common = new Labels(commonLabels);
    }

    /** A counter; {@code _total} is appended to the name. */
    public Counter counter(String name, String help) {
        Counter counter = new Counter(common);
        families.add(new Family(name + "_total", "counter", help, List.of(counter)));
        return counter;
    }

    /** Counters that differ in one label, in the order of the values. */
    public List<Counter> counters(String name, String help, String label, List<String> values) {
        List<Counter> counters = values.stream()
                .map(value -> new Counter(common.with(label, value)))
                .toList();
        families.add(new Family(name + "_total", "counter", help, counters));
        return counters;
    }

    /** A counter that is kept elsewhere; {@code _total} is appended to the name. */
    public void counter(String name, String help, LongSupplier value) {
        families.add(new Family(name + "_total", "counter", help, List.of(new ReadCounter(common, value))));
    }

    /** A counter of fractions that is kept elsewhere, such as seconds; {@code _total} is appended to the name. */
    public void counterOfReals(String name, String help, DoubleSupplier value) {
        families.add(new Family(name + "_total", "counter", help, List.of(new Gauge(common, value))));
    }

    /** A gauge; asked on whatever thread reads the figures. */
    public void gauge(String name, String help, DoubleSupplier value) {
        families.add(new Family(name, "gauge", help, List.of(new Gauge(common, value))));
    }

    /** Gauges that differ in one label. */
    public void gauges(String name, String help, String label, Map<String, DoubleSupplier> values) {
        List<Gauge> gauges = values.entrySet().stream()
                .map(entry -> new Gauge(common.with(label, entry.getKey()), entry.getValue()))
                .toList();
        families.add(new Family(name, "gauge", help, gauges));
    }

    /** A gauge of value 1 whose labels say something. */
    public void info(String name, String help, Map<String, String> labels) {
        families.add(new Family(name, "gauge", help, List.of(new Gauge(new Labels(labels), () -> 1))));
    }

    /** A histogram with upper bounds that rise, without infinity. */
    public Histogram histogram(String name, String help, double... bounds) {
        Histogram histogram = new Histogram(common, bounds);
        families.add(new Family(name, "histogram", help, List.of(histogram)));
        return histogram;
    }

    /** Counters that differ in labels whose values come up as they go; {@code _total} is appended to the name. */
    public Labelled<Counter> labelledCounter(String name, String help, String... labels) {
        return register(name + "_total", "counter", help, new Labelled<>(common, List.of(labels), Counter::new));
    }

    /** Histograms that differ in labels whose values come up as they go. */
    public Labelled<Histogram> labelledHistogram(String name, String help, double[] bounds, String... labels) {
        return register(
                name, "histogram", help, new Labelled<>(common, List.of(labels), all -> new Histogram(all, bounds)));
    }

    /** Summaries that differ in labels whose values come up as they go. */
    public Labelled<Summary> labelledSummary(String name, String help, String... labels) {
        return register(name, "summary", help, new Labelled<>(common, List.of(labels), Summary::new));
    }

    private <T extends Series> Labelled<T> register(String name, String type, String help, Labelled<T> series) {
        families.add(new Family(name, type, help, series));
        return series;
    }

    @Override
    public void writePrometheus(Appendable out) throws IOException {
        for (Family family : families) {
            family.write(out);
        }
    }

    private record Family(String name, String type, String help, Iterable<? extends Series> series) {
        void write(Appendable out) throws IOException {
            out.append("# HELP ").append(name).append(' ').append(help).append('\n');
            out.append("# TYPE ").append(name).append(' ').append(type).append('\n');
            for (Series one : series) {
                one.write(name, out);
            }
        }
    }
}
