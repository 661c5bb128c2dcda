package dev.octavo.runtime.metrics;

import java.util.Iterator;
import java.util.List;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.function.Function;

/**
 * Series of one metric that come up as label values do. The values have to be from a known set; should they not be, all beyond a bound share one series, so that no client can fill
 * the memory of the server and of whoever scrapes it. Safe for use by any number of threads.
 */
public final class Labelled<T extends Series> implements Iterable<T> {

    static final int MAX_SERIES = 1000;

    private static final String OVERFLOW = "other";

    private final Labels common;
    private final List<String> names;
    private final Function<Labels, T> maker;
    private final ConcurrentSkipListMap<String, T> series = new ConcurrentSkipListMap<>();

    Labelled(Labels common, List<String> names, Function<Labels, T> maker) {
        this.common = common;
        this.names = List.copyOf(names);
        this.maker = maker;
    }

    /** The series of some label values, in the order of the label names. */
    public T with(String... values) {
        if (values.length != names.size()) {
            throw new IllegalArgumentException("the labels are " + names + ", but there are " + values.length);
        }
        String key = String.join("\0", values);
        T known = series.get(key);
        if (known != null) {
            return known;
        }
        if (series.size() >= MAX_SERIES) {
            return series.computeIfAbsent(
                    OVERFLOW, k -> make(names.stream().map(name -> OVERFLOW).toArray(String[]::new)));
        }
        return series.computeIfAbsent(key, k -> make(values));
    }

    private T make(String... values) {
        Labels labels = common;
        for (int i = 0; i < values.length; i++) {
            labels = labels.with(names.get(i), values[i]);
        }
        return maker.apply(labels);
    }

    @Override
    public Iterator<T> iterator() {
        return series.values().iterator();
    }
}
