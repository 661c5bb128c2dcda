package dev.octavo.conformance.run;

import dev.octavo.conformance.check.Check;
import dev.octavo.conformance.check.Outcome;
import dev.octavo.conformance.perf.Measurement;
import dev.octavo.conformance.select.Profile;
import dev.octavo.conformance.select.Subject;
import dev.octavo.conformance.session.Answer;
import dev.octavo.conformance.session.Reply;
import dev.octavo.spi.Support;
import java.time.Duration;
import java.util.Optional;

/** Makes results of replies. */
public final class Ruling {

    private static final Support UNKNOWN = new Support.Native("");

    private Ruling() {}

    /** The result of a reply in the light of what the vendor has said. */
    public static CaseResult of(Subject subject, Reply reply, Profile profile) {
        return underProfile(of(subject, reply), profile);
    }

    static CaseResult of(Subject subject, Reply reply) {
        return switch (reply) {
            case Reply.Answered(Answer.Judged(Outcome outcome, Support support)) -> judged(subject, outcome, support);
            case Reply.Answered(Answer.Supported(Support support)) -> supported(subject, support);
            case Reply.Answered(Answer.Measured(Measurement measurement, Support support)) ->
                new CaseResult(
                        subject, Status.SUPPORTED, "", "", "", support, 0, Duration.ZERO, Optional.of(measurement));
            case Reply.Answered(Answer.Broken(boolean memory, String message)) ->
                error(subject, memory ? Status.OUT_OF_MEMORY : Status.FAILED, message);
            case Reply.Lost lost ->
                error(
                        subject,
                        switch (lost.kind()) {
                            case CRASHED -> Status.CRASHED;
                            case HUNG -> Status.HUNG;
                            case OUT_OF_MEMORY -> Status.OUT_OF_MEMORY;
                        },
                        lost.message());
        };
    }

    private static CaseResult judged(Subject subject, Outcome outcome, Support support) {
        return switch (outcome) {
            case Outcome.Passed(double worst) ->
                new CaseResult(subject, Status.PASSED, "", "", "", support, worst, Duration.ZERO, Optional.empty());
            case Outcome.Unsupported(String reason) -> refused(subject, reason);
            case Outcome.Failed(Check check, String message) ->
                new CaseResult(
                        subject,
                        Status.FAILED,
                        check.name(),
                        check.rule(),
                        message,
                        support,
                        0,
                        Duration.ZERO,
                        Optional.empty());
        };
    }

    private static CaseResult supported(Subject subject, Support support) {
        if (support instanceof Support.Unsupported(String reason)) {
            return subject.core()
                    ? new CaseResult(
                            subject,
                            Status.FAILED,
                            Check.SUPPORT.name(),
                            "R4.7",
                            "this is part of the core that no backend may refuse: " + reason,
                            support,
                            0,
                            Duration.ZERO,
                            Optional.empty())
                    : refused(subject, reason);
        }
        return new CaseResult(subject, Status.SUPPORTED, "", "", "", support, 0, Duration.ZERO, Optional.empty());
    }

    private static CaseResult refused(Subject subject, String reason) {
        return new CaseResult(
                subject,
                Status.REFUSED,
                "",
                "",
                reason,
                new Support.Unsupported(reason),
                0,
                Duration.ZERO,
                Optional.empty());
    }

    private static CaseResult error(Subject subject, Status status, String message) {
        return new CaseResult(
                subject,
                status,
                Check.ERROR.name(),
                Check.ERROR.rule(),
                message,
                UNKNOWN,
                0,
                Duration.ZERO,
                Optional.empty());
    }

    private static CaseResult underProfile(CaseResult result, Profile profile) {
        Optional<String> expected = profile.expectedRefusal(result.id());
        boolean done = result.status() == Status.PASSED || result.status() == Status.SUPPORTED;
        if (done && expected.isPresent()) {
            return result.with(
                    Status.UNEXPECTED_PASS,
                    Check.SUPPORT.name(),
                    Check.SUPPORT.rule(),
                    "the profile expects a refusal (" + expected.get()
                            + "), but it was not refused; take that line out");
        }
        if (result.status() == Status.REFUSED && expected.isEmpty() && profile.closed()) {
            return result.with(
                    Status.UNEXPECTED_REFUSAL,
                    Check.SUPPORT.name(),
                    Check.SUPPORT.rule(),
                    "refused, though the profile says that nothing else is: " + result.message());
        }
        return result;
    }
}
