package dev.octavo.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import dev.octavo.conformance.check.Tier;
import dev.octavo.conformance.report.ReportFiles;
import dev.octavo.conformance.report.SupportMatrix;
import dev.octavo.conformance.run.Mode;
import dev.octavo.conformance.run.Run;
import dev.octavo.conformance.run.RunListener;
import dev.octavo.conformance.run.RunPlan;
import dev.octavo.conformance.run.Runner;
import dev.octavo.conformance.select.Profile;
import dev.octavo.conformance.select.Selection;
import dev.octavo.conformance.session.LocalWorker;
import dev.octavo.conformance.session.Session;
import dev.octavo.conformance.session.Target;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The page about support says what the backends say today. */
class SupportMatrixTest {

    private static final Duration LIMIT = Duration.ofMinutes(1);

    private static String report(String backend) throws InterruptedException {
        RunPlan plan = new RunPlan(Mode.SUPPORT, new Selection(Tier.FULL, List.of()), 0, Profile.none(), LIMIT, 1);
        Target target = new Target(backend, 0, List.of(), Map.of());
        Run run = new Runner(plan, () -> new LocalWorker(() -> Session.open(target), LIMIT), RunListener.SILENT).run();
        assertThat(run.failures()).isEmpty();
        return ReportFiles.json(run, result -> "");
    }

    @Test
    void thePageIsNotStale() throws InterruptedException {
        String page = Octavo.read(Octavo.repository().resolve("docs/support-matrix.md"));
        assertThat(page)
                .as("docs/support-matrix.md is stale; run scripts/support-matrix")
                .isEqualTo(SupportMatrix.of(List.of(report("cpu"), report("reference"))));
    }
}
