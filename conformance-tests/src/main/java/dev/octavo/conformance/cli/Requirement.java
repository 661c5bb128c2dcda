package dev.octavo.conformance.cli;

import dev.octavo.conformance.check.Tier;
import dev.octavo.conformance.run.CaseResult;
import dev.octavo.conformance.run.Mode;
import dev.octavo.conformance.run.Run;
import dev.octavo.conformance.run.RunListener;
import dev.octavo.conformance.run.RunPlan;
import dev.octavo.conformance.run.Runner;
import dev.octavo.conformance.select.Profile;
import dev.octavo.conformance.select.Selection;
import dev.octavo.conformance.session.NoBackendException;
import dev.octavo.conformance.session.Target;
import dev.octavo.conformance.session.Worker;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** Whether a backend is there and says yes to all of the core, by its word alone. */
final class Requirement {

    private final Duration limit;

    Requirement(Duration limit) {
        this.limit = limit;
    }

    /** What was found. */
    sealed interface Answer {
        record Met() implements Answer {}

        record Missed(String why) implements Answer {}
    }

    Answer examine(Target target, Function<Target, Worker> workers) throws InterruptedException {
        RunPlan plan = new RunPlan(Mode.SUPPORT, new Selection(Tier.FULL, List.of()), 0, Profile.none(), limit, 1);
        try {
            Run run = new Runner(plan, () -> workers.apply(target), RunListener.SILENT).run();
            Optional<CaseResult> refused = run.results().stream()
                    .filter(result -> result.subject().core())
                    .filter(result -> result.status().isFailure())
                    .findFirst();
            return refused.<Answer>map(
                            result -> new Answer.Missed("it lacks the core: " + result.id() + ": " + result.message()))
                    .orElse(new Answer.Met());
        } catch (NoBackendException e) {
            return new Answer.Missed(String.valueOf(e.getMessage()));
        } catch (Worker.LostException e) {
            return new Answer.Missed("it could not be opened: " + e.getMessage());
        }
    }
}
