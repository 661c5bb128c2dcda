package dev.octavo.conformance.fork;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.octavo.conformance.check.Tier;
import dev.octavo.conformance.run.CaseResult;
import dev.octavo.conformance.run.Mode;
import dev.octavo.conformance.run.Run;
import dev.octavo.conformance.run.RunListener;
import dev.octavo.conformance.run.RunPlan;
import dev.octavo.conformance.run.Runner;
import dev.octavo.conformance.run.Status;
import dev.octavo.conformance.select.Profile;
import dev.octavo.conformance.select.Selection;
import dev.octavo.conformance.session.NoBackendException;
import dev.octavo.conformance.session.PluginFolder;
import dev.octavo.conformance.session.Target;
import dev.octavo.conformance.session.Worker;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A bad backend hurts the case that it is asked about, and nobody else. */
@Timeout(600)
class ForkFaultsTest {

    private static final Duration OPENING = Duration.ofMinutes(2);

    /** For those that never open or never close. */
    private static final Duration SHORT_OPENING = Duration.ofSeconds(10);

    private static final String ROPE = "rope[t=f32,pairing=halves,dim=16,*";

    @TempDir
    Path classes;

    @BeforeEach
    void nameTheProvider() {
        PluginFolder.write(classes, FaultyProvider.class);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            HALT                | CRASHED       | status 7
            EXIT                | CRASHED       | status 0
            WILD_POINTER        | CRASHED       | SIGSEGV
            SLEEP               | HUNG          | sleepForever
            SPIN                | HUNG          | strike
            DEAF_SLEEP          | HUNG          | sleep
            ALLOCATE            | OUT_OF_MEMORY | OutOfMemoryError
            THROW_OUT_OF_MEMORY | OUT_OF_MEMORY | out of handles
            OVERFLOW            | FAILED        | StackOverflowError
            ASSERT              | FAILED        | tile is not a multiple of 16
            SNEAK               | FAILED        | UndeclaredThrowable
            """)
    void aFaultIsTheFailureOfItsCase(Fault fault, Status status, String message) throws InterruptedException {
        Run run = run(Map.of("fault", fault.name()), ROPE, "softmax[t=f32,shape=1x1,log=false,scale=1.0,layout=dense*");
        assertThat(run.results()).hasSize(2);
        for (CaseResult result : run.results()) {
            if (result.subject().family().equals("rope")) {
                assertThat(result.status()).as(result.toString()).isEqualTo(status);
                assertThat(result.message()).contains(message);
                assertThat(result.rule()).isEqualTo("R1.6");
            } else {
                assertThat(result.status()).as(result.toString()).isEqualTo(Status.PASSED);
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"NOTHING", "BABBLE", "LEAVE_THREADS"})
    void whatBreaksNoRuleIsNoFailure(Fault fault) throws InterruptedException {
        Run run = run(Map.of("fault", fault.name()), ROPE);
        assertThat(run.failures()).isEmpty();
        assertThat(run.results()).isNotEmpty();
    }

    @Test
    void aFaultWhileClosingIsReportedApart() throws InterruptedException {
        Run run = run(Map.of("fault", "HALT", "when", "close"), ROPE);
        assertThat(run.failures()).extracting(CaseResult::id).containsExactly("session[close]");
        assertThat(run.failures().getFirst().status()).isEqualTo(Status.CRASHED);
        assertThat(run(Map.of("fault", "SLEEP", "when", "close"), ROPE).failures())
                .extracting(CaseResult::status)
                .containsExactly(Status.HUNG);
    }

    @Test
    void aFaultWhileOpeningEndsTheRun() {
        assertThatThrownBy(() -> run(Map.of("fault", "HALT", "when", "open"), "rope"))
                .isInstanceOf(Worker.LostException.class)
                .hasMessageContaining("status 7");
        assertThatThrownBy(() -> run(Map.of("fault", "SPIN", "when", "open"), "rope"))
                .isInstanceOf(Worker.LostException.class)
                .hasMessageContaining("strike");
        assertThatThrownBy(() -> run(Map.of("fault", "ASSERT", "when", "open"), "rope"))
                .isInstanceOf(Worker.LostException.class)
                .hasMessageContaining("tile is not a multiple of 16");
    }

    @Test
    void whoIsNotThereIsSaidToBeAbsent() {
        Target nobody = new Target("nobody", 0, List.of(classes), Map.of());
        assertThatThrownBy(() -> new ForkedWorker(nobody, List.of(), OPENING).open())
                .isInstanceOf(NoBackendException.class)
                .hasMessageContaining("no backend 'nobody'")
                .hasMessageContaining("faulty, reference");
        Target second = new Target("faulty", 1, List.of(classes), Map.of());
        assertThatThrownBy(() -> new ForkedWorker(second, List.of(), OPENING).open())
                .isInstanceOf(NoBackendException.class)
                .hasMessageContaining("there is no device faulty:1; there is faulty:0");
    }

    private static Duration opening(Map<String, String> options) {
        return options.containsKey("when") ? SHORT_OPENING : OPENING;
    }

    /** Short where it has to run out, and long enough then for a case beside, in a process that has only just begun. */
    private static Duration limit(Map<String, String> options) {
        boolean hangs = Set.of("SLEEP", "SPIN", "DEAF_SLEEP").contains(options.get("fault"));
        return hangs && !options.containsKey("when") ? Duration.ofSeconds(5) : Duration.ofMinutes(2);
    }

    private Run run(Map<String, String> options, String... filters) throws InterruptedException {
        Target target = new Target("faulty", 0, List.of(classes), options);
        RunPlan plan = new RunPlan(
                Mode.TEST, new Selection(Tier.FULL, List.of(filters)), 0, Profile.none(), limit(options), 1);
        return new Runner(
                        plan,
                        () -> new ForkedWorker(target, List.of("-Xmx96m", "-XX:TieredStopAtLevel=1"), opening(options)),
                        RunListener.SILENT)
                .run();
    }
}
