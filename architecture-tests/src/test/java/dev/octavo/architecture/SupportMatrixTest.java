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
import dev.octavo.spi.BackendProvider;
import dev.octavo.spi.Probe;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.ServiceLoader;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The page about support says what the backends say today. */
class SupportMatrixTest {

    private static final System.Logger LOG = System.getLogger(SupportMatrixTest.class.getName());
    private static final Duration LIMIT = Duration.ofMinutes(1);

    private static String report(String backend) throws InterruptedException {
        RunPlan plan = new RunPlan(Mode.SUPPORT, new Selection(Tier.FULL, List.of()), 0, Profile.none(), LIMIT, 1);
        Target target = new Target(backend, 0, List.of(), Map.of());
        Run run = new Runner(plan, () -> new LocalWorker(() -> Session.open(target), LIMIT), RunListener.SILENT).run();
        assertThat(run.failures()).isEmpty();
        return ReportFiles.json(run, result -> "");
    }

    /** Libraries that stand in for vendors', where the build made them. */
    @BeforeAll
    static void lendStandIns() {
        lend("octavo.rocm.library", "backend-rocm/target/standin/libamdhip64.so.6");
        lend("octavo.rocm.hiprtc", "backend-rocm/target/standin/libhiprtc.so.6");
        lend("octavo.cuda.library", "backend-cuda/target/standin/libcuda.so.1");
        lend("octavo.cuda.nvrtc", "backend-cuda/target/standin/libnvrtc.so.13");
        System.setProperty("octavo.rocm.rocblas", "none");
        System.setProperty("octavo.cuda.cublaslt", "none");
    }

    private static void lend(String property, String file) {
        System.setProperty(property, Octavo.repository().resolve(file).toString());
    }

    @Test
    void thePageIsNotStale() throws InterruptedException {
        String page = Octavo.read(Octavo.repository().resolve("docs/support-matrix.md"));
        List<String> backends = List.of("cpu", "opencl", "cuda", "rocm", "reference");
        List<String> reports = new ArrayList<>();
        for (String backend : backends) {
            if (isHere(backend)) {
                reports.add(report(backend));
            } else {
                page = without(page, backend);
            }
        }
        assertThat(page)
                .as("docs/support-matrix.md is stale; run scripts/support-matrix")
                .isEqualTo(SupportMatrix.of(reports));
    }

    /** Whether a backend has a device; fails where {@code -Doctavo.require} names it and it has none. */
    private static boolean isHere(String backend) {
        Optional<Probe> probe = ServiceLoader.load(BackendProvider.class).stream()
                .map(ServiceLoader.Provider::get)
                .filter(provider -> provider.id().equals(backend))
                .findFirst()
                .map(BackendProvider::probe);
        if (probe.isPresent() && probe.get() instanceof Probe.Unavailable none) {
            String why = none.reason() + "; " + none.remedy();
            assertThat(System.getProperty("octavo.require", "").split(","))
                    .as(why)
                    .doesNotContain(backend);
            LOG.log(Level.WARNING, "the support matrix of {0} is not tested: {1}", backend, why);
            return false;
        }
        return true;
    }

    private static String without(String page, String backend) {
        int from = page.indexOf("\n## " + backend);
        int to = page.indexOf("\n## ", from + 1);
        assertThat(from).as("the section of " + backend).isPositive();
        return page.substring(0, from) + (to < 0 ? "" : page.substring(to));
    }
}
