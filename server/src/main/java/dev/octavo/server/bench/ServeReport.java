package dev.octavo.server.bench;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;

/**
 * The figures of a load run, defined as vLLM's {@code bench serve} does. Rates are per second of the whole run.
 *
 * @param completed successful requests
 * @param failed the others
 * @param seconds length of the run
 * @param inputTokens prompt tokens of successful requests
 * @param outputTokens tokens of their answers
 * @param goodput requests per second within the limits, where limits were given
 * @param peakOutputRate most tokens that arrived in one second of the run
 * @param peakConcurrency most requests under way at one moment
 * @param latencies milliseconds
 */
public record ServeReport(
        int completed,
        int failed,
        double seconds,
        long inputTokens,
        long outputTokens,
        OptionalDouble goodput,
        double peakOutputRate,
        int peakConcurrency,
        Map<Latency, Series> latencies) {

    /** Sums up a run. */
    public static ServeReport of(LoadRun.Result run, Goodput limits) {
        List<Outcome> successes =
                run.outcomes().stream().filter(Outcome::success).toList();
        Map<Latency, Series> latencies = new EnumMap<>(Latency.class);
        for (Latency latency : Latency.values()) {
            latencies.put(latency, latency.milliseconds(successes));
        }
        double seconds = Math.max(run.seconds(), 1e-9);
        long good = successes.stream().filter(limits::met).count();
        return new ServeReport(
                successes.size(),
                run.outcomes().size() - successes.size(),
                seconds,
                successes.stream().mapToLong(Outcome::inputTokens).sum(),
                successes.stream().mapToLong(Outcome::outputTokens).sum(),
                limits.wanted() ? OptionalDouble.of(good / seconds) : OptionalDouble.empty(),
                peakOutputRate(successes, seconds),
                peakConcurrency(successes),
                latencies);
    }

    /** Requests per second. */
    public double requestThroughput() {
        return completed / seconds;
    }

    /** Output tokens per second. */
    public double outputThroughput() {
        return outputTokens / seconds;
    }

    /** Prompt and output tokens per second. */
    public double totalThroughput() {
        return (inputTokens + outputTokens) / seconds;
    }

    /** A piece of an answer may hold several tokens; they are spread evenly over its pieces. */
    private static double peakOutputRate(List<Outcome> outcomes, double seconds) {
        double[] perSecond = new double[(int) Math.ceil(seconds) + 1];
        for (Outcome outcome : outcomes) {
            double share = (double) outcome.outputTokens()
                    / (outcome.interTokenLatencies().size() + 1);
            double time = outcome.start() + outcome.timeToFirstToken();
            perSecond[second(time, perSecond)] += share;
            for (double gap : outcome.interTokenLatencies()) {
                time += gap;
                perSecond[second(time, perSecond)] += share;
            }
        }
        return java.util.Arrays.stream(perSecond).max().orElse(0);
    }

    private static int second(double time, double[] perSecond) {
        return Math.clamp((long) time, 0, perSecond.length - 1);
    }

    private static int peakConcurrency(List<Outcome> outcomes) {
        List<double[]> edges = new ArrayList<>();
        for (Outcome outcome : outcomes) {
            edges.add(new double[] {outcome.start(), 1});
            edges.add(new double[] {outcome.start() + outcome.latency(), -1});
        }
        // At equal times, what ends comes before what begins.
        edges.sort((a, b) -> a[0] != b[0] ? Double.compare(a[0], b[0]) : Double.compare(a[1], b[1]));
        int now = 0;
        int most = 0;
        for (double[] edge : edges) {
            now += (int) edge[1];
            most = Math.max(most, now);
        }
        return most;
    }
}
