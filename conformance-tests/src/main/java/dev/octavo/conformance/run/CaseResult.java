package dev.octavo.conformance.run;

import dev.octavo.conformance.perf.Measurement;
import dev.octavo.conformance.select.Subject;
import dev.octavo.spi.Support;
import java.time.Duration;
import java.util.Optional;

/**
 * What became of a case.
 *
 * @param subject the case
 * @param status how it ended
 * @param check name of what failed, or empty
 * @param rule number of the rule of {@code docs/spi.md} behind it, or empty
 * @param message what was wrong, or why it was refused or not run; empty where all is well
 * @param support the backend's word about what it needs
 * @param worst largest error as a part of what is allowed
 * @param time how long it took
 * @param measurement what was measured, in a run for performance
 */
public record CaseResult(
        Subject subject,
        Status status,
        String check,
        String rule,
        String message,
        Support support,
        double worst,
        Duration time,
        Optional<Measurement> measurement) {

    private static final Support UNKNOWN = new Support.Native("");

    /** A result with nothing to say but its status. */
    static CaseResult of(Subject subject, Status status, String message) {
        return new CaseResult(subject, status, "", "", message, UNKNOWN, 0, Duration.ZERO, Optional.empty());
    }

    CaseResult with(Status newStatus, String newCheck, String newRule, String newMessage) {
        return new CaseResult(subject, newStatus, newCheck, newRule, newMessage, support, worst, time, measurement);
    }

    CaseResult within(Duration newTime) {
        return new CaseResult(subject, status, check, rule, message, support, worst, newTime, measurement);
    }

    /** The case's id. */
    public String id() {
        return subject.id();
    }
}
