package dev.octavo.conformance.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.octavo.conformance.fork.FaultyProvider;
import dev.octavo.conformance.session.PluginFolder;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The command from its words to its exit status. */
class ConformanceTest {

    private static final String ONE = "softmax[t=f32,shape=1x1,log=false,scale=1.0,layout=dense*";
    private static final String ROPE = "rope[t=f32,pairing=halves,dim=16,*";

    @TempDir
    Path directory;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @BeforeEach
    void nameTheFaultyProvider() {
        PluginFolder.write(directory, FaultyProvider.class);
    }

    private int run(String... words) {
        return new Conformance(
                        new Invocation(List.of("octavo", "conformance")),
                        new PrintWriter(out),
                        new PrintWriter(err),
                        false)
                .execute(List.of(words));
    }

    private int faulty(String fault, String... words) {
        List<String> all = new ArrayList<>(List.of(
                "--backend",
                "faulty",
                "--backend-path",
                directory.toString(),
                "--option",
                "fault=" + fault,
                "--no-fork"));
        all.addAll(List.of(words));
        return run(all.toArray(String[]::new));
    }

    @Test
    void successIsZero() {
        assertThat(run("--backend", "reference", "--no-fork", "--filter", ONE)).isZero();
        assertThat(out.toString()).contains("reference:0", "Result: PASSED", "Profile reached: undecided");
        assertThat(err.toString()).contains("1 case on reference:0");
    }

    @Test
    void aFailedCaseIsOneAndSaysAllThatIsNeeded() {
        assertThat(faulty("ASSERT", "--filter", ROPE, "--filter", ONE, "--seed", "7"))
                .isOne();
        assertThat(out.toString())
                .contains("1. FAILED rope[t=f32,pairing=halves,dim=16")
                .contains("ERROR, rule R1.6 of docs/spi.md")
                .contains("tile is not a multiple of 16")
                .contains("repeat: octavo conformance --backend faulty:0 --backend-path " + directory
                        + " --option fault=ASSERT --seed 7 --filter 'rope[t=f32,pairing=halves,dim=16")
                .contains("Result: FAILED, 1 of 2 cases")
                .contains("Profile reached: none");
        assertThat(out.toString().lines())
                .filteredOn(line -> !line.startsWith("   repeat: "))
                .allSatisfy(line -> assertThat(line.length()).isLessThanOrEqualTo(100));
        assertThat(err.toString()).contains("FAILED rope[");
    }

    @Test
    void theRepeatCommandRepeats() {
        faulty("ASSERT", "--filter", ROPE, "--seed", "7");
        String line = out.toString()
                .lines()
                .filter(text -> text.startsWith("   repeat: "))
                .findFirst()
                .orElseThrow();
        List<String> words = new ArrayList<>();
        for (String word :
                line.substring("   repeat: octavo conformance ".length()).split(" ", -1)) {
            words.add(word.replace("'", ""));
        }
        words.add("--no-fork");
        out.getBuffer().setLength(0);
        assertThat(run(words.toArray(String[]::new))).isOne();
        assertThat(out.toString()).contains("Result: FAILED, 1 of 1 cases", "seed 7");
    }

    @Test
    void severalSeedsAreSeveralRuns() {
        Path reports = directory.resolve("reports");
        assertThat(run(
                        "--backend",
                        "reference",
                        "--no-fork",
                        "--filter",
                        ONE,
                        "--seed",
                        "3-5",
                        "--report",
                        reports.toString()))
                .isZero();
        assertThat(out.toString())
                .contains("seed 3: PASSED, 1 passed", "seed 5: PASSED", "3 of 3 seeds, 3 cases", "Result: PASSED");
        assertThat(reports.resolve("seed-4/conformance.json")).isRegularFile();
    }

    @Test
    void aFailureOfOneOfSeveralSeedsNamesItsSeed() {
        assertThat(faulty("ASSERT", "--filter", ROPE, "--seed", "6-7")).isOne();
        assertThat(out.toString())
                .contains("seed 7: FAILED", "--option fault=ASSERT --seed 7 --filter", "FAILED with 2 of 2 seeds");
    }

    @Test
    void aWrongCommandIsTwo() {
        assertThat(run("--backend", "reference", "--tier", "huge")).isEqualTo(2);
        assertThat(err.toString()).startsWith("conformance: --tier is one of");
        assertThat(run("--backend", "reference", "--filter", "nothing", "--no-fork"))
                .isEqualTo(2);
        assertThat(run("--backend", "reference", "--profile", "/nowhere")).isEqualTo(2);
    }

    @Test
    void noBackendIsThree() {
        assertThat(run("--backend", "nobody", "--no-fork")).isEqualTo(3);
        assertThat(err.toString()).contains("no backend 'nobody' was found; there is reference");
        assertThat(run("--backend", "reference", "--device", "4", "--no-fork")).isEqualTo(3);
        assertThat(err.toString()).contains("no device reference:4; there is reference:0");
    }

    @Test
    void aMissedRequirementIsFour() {
        assertThat(run("--backend", "reference", "--require", "nobody", "--no-fork", "--filter", ONE))
                .isEqualTo(4);
        assertThat(err.toString()).contains("nobody is required, but no backend 'nobody'");
        assertThat(run("--require", "reference", "--no-fork", "--filter", ONE)).isZero();
    }

    @Test
    void aRequiredBackendHasTheCore() {
        assertThat(faulty("NO_ROPE", "--require", "faulty", "--filter", ONE)).isEqualTo(4);
        assertThat(err.toString()).contains("faulty is required, but it lacks the core: rope[");
    }

    @Test
    void aBackendThatCannotBeOpenedIsOne() {
        assertThat(faulty("ASSERT", "--option", "when=open", "--filter", ONE)).isOne();
        assertThat(err.toString()).contains("the backend could not be opened", "tile is not a multiple of 16");
    }

    @Test
    void aHangInThisProcessIsCut() {
        assertThat(faulty("SLEEP", "--timeout", "3", "--filter", ROPE, "--filter", ONE))
                .isOne();
        assertThat(out.toString()).contains("1. HUNG rope[", "no answer within 3 s", "FAILED, 1 of 2 cases");
    }

    @Test
    void theProfileIsHeard() throws IOException {
        Path profile = Files.writeString(directory.resolve("profile"), """
                backend faulty
                option fault = ASSERT
                exclude rope[t=f32* because of a defect of the driver
                refuse softmax[t=f32,* because there is no kernel
                """);
        assertThat(run(
                        "--backend",
                        "faulty",
                        "--backend-path",
                        directory.toString(),
                        "--no-fork",
                        "--profile",
                        profile.toString(),
                        "--filter",
                        ROPE,
                        "--filter",
                        ONE))
                .isOne();
        assertThat(out.toString())
                .contains("1. UNEXPECTED PASS softmax[t=f32,shape=1x1")
                .contains("FAILED, 1 of 2 cases");
    }

    @Test
    void supportIsAskedAndNothingRun() {
        assertThat(faulty("ASSERT", "--mode", "support")).isZero();
        assertThat(out.toString()).contains("mode support, tier full", "Profile reached: Full");
    }

    @Test
    void casesAreListedWithoutABackend() {
        assertThat(run("--list", "--filter", "rope", "--tier", "full")).isZero();
        assertThat(out.toString().lines())
                .isNotEmpty()
                .allSatisfy(line -> assertThat(line).matches("rope\\[.*]  (smoke|full)( core)?"));
    }

    @Test
    void reportsAreWritten() throws IOException {
        Path reports = directory.resolve("reports");
        assertThat(faulty("ASSERT", "--filter", ROPE, "--filter", ONE, "--report", reports.toString()))
                .isOne();
        assertThat(Files.readString(reports.resolve("conformance.json")))
                .contains("\"format\": \"octavo-conformance-report\"", "\"status\": \"failed\"");
        assertThat(Files.readString(reports.resolve("conformance.md"))).contains("# Conformance of faulty:0");
        assertThat(Files.readString(reports.resolve("conformance.html"))).contains("<!doctype html>");
        assertThat(out.toString()).contains("Report: " + reports.resolve("conformance.html"));
    }

    @Test
    void helpIsNoFailure() {
        assertThat(run("--help")).isZero();
        assertThat(out.toString()).startsWith("Usage: octavo conformance --backend ID");
    }
}
