package dev.octavo.benchmarks.soak;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** One reading of a server's {@code /metrics}: sums over the labels of each name, and the buckets of histograms. */
record Figures(Map<String, Double> values, Map<String, TreeMap<Double, Double>> buckets) {

    static Figures parse(String text) {
        Map<String, Double> values = new TreeMap<>();
        Map<String, TreeMap<Double, Double>> buckets = new TreeMap<>();
        List<String> lines = text.lines().filter(line -> !line.startsWith("#")).toList();
        for (String line : lines) {
            int space = line.lastIndexOf(' ');
            int labels = line.indexOf('{');
            String name = line.substring(0, labels < 0 ? space : labels);
            double value = Double.parseDouble(line.substring(space + 1).replace("+Inf", "Infinity"));
            int le = line.indexOf("le=\"");
            if (name.endsWith("_bucket") && le >= 0) {
                String bound = line.substring(le + 4, line.indexOf('"', le + 4)).replace("+Inf", "Infinity");
                buckets.computeIfAbsent(name.substring(0, name.length() - "_bucket".length()), any -> new TreeMap<>())
                        .merge(Double.parseDouble(bound), value, Double::sum);
            } else {
                values.merge(name, value, Double::sum);
            }
        }
        return new Figures(values, buckets);
    }

    double value(String name) {
        Double value = values.get(name);
        if (value == null) {
            throw new IllegalArgumentException("the server has no metric " + name);
        }
        return value;
    }

    /** The upper bound of the bucket that a quantile of what was observed since an earlier reading falls in. */
    double quantileSince(Figures earlier, String histogram, double quantile) {
        TreeMap<Double, Double> now = buckets.get(histogram);
        TreeMap<Double, Double> then = earlier.buckets.get(histogram);
        if (now == null || then == null) {
            throw new IllegalArgumentException("the server has no histogram " + histogram);
        }
        double total = now.lastEntry().getValue() - then.lastEntry().getValue();
        for (Map.Entry<Double, Double> bucket : now.entrySet()) {
            if (bucket.getValue() - then.getOrDefault(bucket.getKey(), 0.0) >= quantile * total) {
                return bucket.getKey();
            }
        }
        return Double.NaN;
    }
}
