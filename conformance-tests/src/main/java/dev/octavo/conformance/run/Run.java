package dev.octavo.conformance.run;

import dev.octavo.conformance.session.DeviceCard;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * A run that is over.
 *
 * @param plan what was to be done
 * @param device what was tested
 * @param began when
 * @param took how long
 * @param results one for each case, in the suite's order, and one for each thing outside a case that went wrong
 * @param level the profile that was reached
 */
public record Run(
        RunPlan plan, DeviceCard device, Instant began, Duration took, List<CaseResult> results, ProfileLevel level) {

    /** Keeps a copy. */
    public Run {
        results = List.copyOf(results);
    }

    /** Those that make the run fail. */
    public List<CaseResult> failures() {
        return results.stream().filter(result -> result.status().isFailure()).toList();
    }

    /** How many ended how; every status is in it. */
    public Map<Status, Integer> counts() {
        Map<Status, Integer> counts = new EnumMap<>(Status.class);
        for (Status status : Status.values()) {
            counts.put(status, 0);
        }
        results.forEach(result -> counts.merge(result.status(), 1, Integer::sum));
        return counts;
    }

    /** The largest error of all as a part of what is allowed. */
    public double worst() {
        return results.stream().mapToDouble(CaseResult::worst).max().orElse(0);
    }
}
