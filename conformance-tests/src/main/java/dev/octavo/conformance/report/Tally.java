package dev.octavo.conformance.report;

import dev.octavo.conformance.run.CaseResult;
import dev.octavo.conformance.run.Status;
import dev.octavo.spi.Support;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Results counted.
 *
 * @param done passed, measured or supported; emulated ones included
 * @param emulated those of them that the backend does in a roundabout way
 * @param refused refused in order
 * @param excluded taken out by the vendor's profile
 * @param failed everything else
 * @param worst largest error as a part of what is allowed
 */
public record Tally(int done, int emulated, int refused, int excluded, int failed, double worst) {

    private static final Tally NOTHING = new Tally(0, 0, 0, 0, 0, 0);

    /** Counts. */
    public static Tally of(List<CaseResult> results) {
        return results.stream().reduce(NOTHING, Tally::with, Tally::plus);
    }

    /** Counts for each operator, in the order of the suite. */
    public static Map<String, Tally> byFamily(List<CaseResult> results) {
        Map<String, List<CaseResult>> groups = new LinkedHashMap<>();
        results.forEach(result -> groups.computeIfAbsent(result.subject().family(), f -> new ArrayList<>())
                .add(result));
        Map<String, Tally> tallies = new LinkedHashMap<>();
        groups.forEach((family, group) -> tallies.put(family, of(group)));
        return tallies;
    }

    private Tally with(CaseResult result) {
        boolean right = result.status() == Status.PASSED || result.status() == Status.SUPPORTED;
        return plus(new Tally(
                right ? 1 : 0,
                right && result.support() instanceof Support.Emulated ? 1 : 0,
                result.status() == Status.REFUSED ? 1 : 0,
                result.status() == Status.EXCLUDED ? 1 : 0,
                result.status().isFailure() ? 1 : 0,
                result.worst()));
    }

    private Tally plus(Tally other) {
        return new Tally(
                done + other.done,
                emulated + other.emulated,
                refused + other.refused,
                excluded + other.excluded,
                failed + other.failed,
                Math.max(worst, other.worst));
    }
}
