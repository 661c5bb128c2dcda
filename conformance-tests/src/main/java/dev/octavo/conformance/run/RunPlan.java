package dev.octavo.conformance.run;

import dev.octavo.conformance.select.Profile;
import dev.octavo.conformance.select.Selection;
import dev.octavo.conformance.select.Subject;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * What is to be done.
 *
 * @param mode for what
 * @param selection which cases
 * @param seed root of all random numbers; a case's numbers follow from it and the case's id
 * @param profile what the vendor has said
 * @param limit time for each case
 * @param budget time for all of them, after which none is begun; with one, they come in random order
 * @param jobs how many cases run at once
 */
public record RunPlan(
        Mode mode,
        Selection selection,
        long seed,
        Profile profile,
        Duration limit,
        Optional<Duration> budget,
        int jobs) {

    /** A plan that takes as long as it takes. */
    public RunPlan(Mode mode, Selection selection, long seed, Profile profile, Duration limit, int jobs) {
        this(mode, selection, seed, profile, limit, Optional.empty(), jobs);
    }

    /** The cases in question, before the profile. */
    public List<Subject> subjects() {
        return selection.of(mode == Mode.PERF ? Subject.ofPerfSuite() : Subject.ofSuite());
    }
}
