package dev.octavo.conformance.report;

import dev.octavo.conformance.perf.Measurement;
import dev.octavo.conformance.perf.PerfSuite;
import dev.octavo.conformance.run.CaseResult;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.ToDoubleFunction;

/**
 * What the device has shown it can do, through the backend itself: the most bytes per second of any copy, fill and product with one row, and the most operations per second of any
 * case (Williams et al. 2009, "Roofline"). A ceiling is what was reached, so a backend whose large products are slow has a low one.
 *
 * @param gigabytesPerSecond memory
 * @param memoryFrom the case that showed it
 * @param gigaflops arithmetic
 * @param arithmeticFrom the case that showed it
 */
public record Roofline(double gigabytesPerSecond, String memoryFrom, double gigaflops, String arithmeticFrom) {

    /** From the measurements of a run; zeros where there are none. */
    public static Roofline of(List<CaseResult> results) {
        // Only cases that no cache can hold count for memory; for arithmetic whatever is fastest does.
        List<CaseResult> large = results.stream()
                .filter(result -> result.subject().family().equals(PerfSuite.CEILING))
                .toList();
        Optional<CaseResult> memory = best(large, Measurement::gigabytesPerSecond);
        Optional<CaseResult> arithmetic = best(results, Measurement::gigaflops);
        return new Roofline(
                value(memory, Measurement::gigabytesPerSecond),
                memory.map(CaseResult::id).orElse("not measured"),
                value(arithmetic, Measurement::gigaflops),
                arithmetic.map(CaseResult::id).orElse("not measured"));
    }

    private static Optional<CaseResult> best(List<CaseResult> results, ToDoubleFunction<Measurement> by) {
        return results.stream()
                .filter(result -> result.measurement().map(by::applyAsDouble).orElse(0.0) > 0)
                .max(Comparator.comparingDouble(result -> value(Optional.of(result), by)));
    }

    private static double value(Optional<CaseResult> result, ToDoubleFunction<Measurement> by) {
        return result.flatMap(CaseResult::measurement).map(by::applyAsDouble).orElse(0.0);
    }

    /** How much of what is possible was reached: the least time by either ceiling, as a part of the time taken. 0 where no ceiling is known. */
    public double share(Measurement m) {
        double memory = gigabytesPerSecond == 0 ? 0 : m.bytes() / 1e9 / gigabytesPerSecond;
        double arithmetic = gigaflops == 0 ? 0 : m.operations() / 1e9 / gigaflops;
        return Math.max(memory, arithmetic) / m.seconds();
    }
}
