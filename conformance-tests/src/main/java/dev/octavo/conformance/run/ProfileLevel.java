package dev.octavo.conformance.run;

import dev.octavo.conformance.select.Selection;
import java.util.List;
import java.util.Locale;

/**
 * How much of the interface a backend has, as far as a run can tell.
 *
 * @param reached the level
 * @param why what stands in the way of the next one, or what the level rests on
 */
public record ProfileLevel(Level reached, String why) {

    /** Levels, each with those before it. */
    public enum Level {
        /** Something is wrong or missing in the core. */
        NONE,
        /** The run does not say: cases were filtered out. */
        UNDECIDED,
        /** All that no backend may refuse. */
        CORE,
        /** Everything in the suite. */
        FULL
    }

    static ProfileLevel of(Mode mode, Selection selection, List<CaseResult> results) {
        if (mode == Mode.PERF) {
            return new ProfileLevel(Level.UNDECIDED, "this run measured and judged nothing");
        }
        String scope = "tier " + selection.tier().name().toLowerCase(Locale.ROOT)
                + (mode == Mode.SUPPORT ? ", by the word of the backend alone" : "");
        List<CaseResult> notDone = results.stream()
                .filter(result -> result.status() != Status.PASSED
                        && result.status() != Status.SUPPORTED
                        && result.status() != Status.NOT_REACHED)
                .toList();
        List<CaseResult> core =
                notDone.stream().filter(result -> result.subject().core()).toList();
        if (!core.isEmpty()) {
            return new ProfileLevel(Level.NONE, example(core, "of the core"));
        }
        if (!selection.isWhole()) {
            return new ProfileLevel(Level.UNDECIDED, "only cases that fit a filter were run");
        }
        long failed =
                notDone.stream().filter(result -> result.status().isFailure()).count();
        if (failed > 0) {
            return new ProfileLevel(
                    Level.NONE, failed + " cases outside the core failed; what is supported has to work");
        }
        if (results.stream().anyMatch(result -> result.status() == Status.NOT_REACHED)) {
            return new ProfileLevel(Level.UNDECIDED, "the time was up before all cases had been run");
        }
        return notDone.isEmpty()
                ? new ProfileLevel(Level.FULL, scope)
                : new ProfileLevel(Level.CORE, scope + "; " + example(notDone, "outside the core"));
    }

    private static String example(List<CaseResult> results, String where) {
        CaseResult first = results.getFirst();
        return results.size() + (results.size() == 1 ? " case " : " cases ") + where
                + (results.size() == 1 ? " is " : " are ") + "not done, for example " + first.id() + " ("
                + first.status().words() + ")";
    }

    /** For people: {@code Core}. */
    public String words() {
        return switch (reached) {
            case NONE -> "none";
            case UNDECIDED -> "undecided";
            case CORE -> "Core";
            case FULL -> "Full";
        };
    }
}
