package dev.octavo.conformance.run;

import dev.octavo.conformance.check.Tier;
import dev.octavo.conformance.select.Profile;
import dev.octavo.conformance.select.Subject;
import dev.octavo.conformance.session.Reply;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Where results are collected. Safe for use by several jobs. */
final class Board {

    /** So many crashes and hangs in a family, and its other cases are given up. */
    private static final int MOST_LOSSES = 20;

    private final Profile profile;
    private final List<Subject> subjects;
    private final RunListener listener;
    private final @Nullable CaseResult[] results;
    private final List<CaseResult> further = new ArrayList<>();
    private final Map<String, Integer> losses = new HashMap<>();

    /** Whether what has no result is missing because the time was up. */
    private boolean timeUp;

    Board(Profile profile, List<Subject> subjects, RunListener listener) {
        this.profile = profile;
        this.subjects = subjects;
        this.listener = listener;
        this.results = new @Nullable CaseResult[subjects.size()];
    }

    /** Whether a case is to be run; what is not gets its result here. */
    synchronized boolean wanted(int index) {
        Subject subject = subjects.get(index);
        Optional<String> excluded = profile.exclusion(subject.id());
        if (excluded.isPresent()) {
            set(index, CaseResult.of(subject, Status.EXCLUDED, excluded.get()));
            return false;
        }
        if (losses.getOrDefault(subject.family(), 0) >= MOST_LOSSES) {
            set(
                    index,
                    CaseResult.of(
                            subject,
                            Status.UNTESTED,
                            "given up after " + MOST_LOSSES + " crashes and hangs in " + subject.family()));
            return false;
        }
        return true;
    }

    synchronized void put(int index, Reply reply, Duration time) {
        Subject subject = subjects.get(index);
        if (reply instanceof Reply.Lost) {
            losses.merge(subject.family(), 1, Integer::sum);
        }
        set(index, Ruling.of(subject, reply, profile).within(time));
    }

    /** A backend was lost between two cases, so the one before is to blame. */
    synchronized void afterwards(Optional<Integer> index, Reply.Lost lost) {
        if (index.isEmpty()) {
            further.add(Ruling.of(outside("session[open]"), lost));
            return;
        }
        CaseResult blamed = results[index.get()];
        if (blamed != null && !blamed.status().isFailure()) {
            CaseResult ruled = Ruling.of(blamed.subject(), lost);
            set(
                    index.get(),
                    blamed.with(
                            ruled.status(),
                            ruled.check(),
                            ruled.rule(),
                            "after the case had ended: " + lost.message()));
        }
    }

    /** No further case is begun, because the time of the run is up. */
    synchronized void timeIsUp() {
        timeUp = true;
    }

    /** Closing the backend went wrong. */
    synchronized void closing(Reply.Lost lost) {
        further.add(Ruling.of(outside("session[close]"), lost));
    }

    private static Subject outside(String id) {
        return new Subject(id, "session", List.of(), Tier.SMOKE, true);
    }

    private void set(int index, CaseResult result) {
        results[index] = result;
        listener.ended(result);
    }

    private CaseResult missing(Subject subject) {
        return timeUp
                ? CaseResult.of(subject, Status.NOT_REACHED, "the time was up")
                : CaseResult.of(subject, Status.UNTESTED, "the run was cut short");
    }

    /** All results; a case without one is untested. */
    synchronized List<CaseResult> results() {
        List<CaseResult> all = new ArrayList<>();
        for (int i = 0; i < results.length; i++) {
            CaseResult result = results[i];
            all.add(result == null ? missing(subjects.get(i)) : result);
        }
        all.addAll(further);
        return all;
    }
}
