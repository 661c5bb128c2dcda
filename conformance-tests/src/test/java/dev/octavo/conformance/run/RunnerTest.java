package dev.octavo.conformance.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.octavo.conformance.check.Check;
import dev.octavo.conformance.check.Outcome;
import dev.octavo.conformance.check.Tier;
import dev.octavo.conformance.select.Profile;
import dev.octavo.conformance.select.Selection;
import dev.octavo.conformance.select.Subject;
import dev.octavo.conformance.session.Answer;
import dev.octavo.conformance.session.DeviceCard;
import dev.octavo.conformance.session.Reply;
import dev.octavo.conformance.session.Task;
import dev.octavo.conformance.session.Worker;
import dev.octavo.spi.Support;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** What becomes of a run whose workers answer as a script says. */
class RunnerTest {

    private static final Support YES = new Support.Native("kernel");
    private static final Reply PASSED = judged(new Outcome.Passed(0.25), YES);
    private static final Reply REFUSED =
            judged(new Outcome.Unsupported("no such kernel"), new Support.Unsupported("no such kernel"));
    private static final Reply CRASHED = new Reply.Lost(Reply.Kind.CRASHED, "status 7", false);

    private static Reply judged(Outcome outcome, Support support) {
        return new Reply.Answered(new Answer.Judged(outcome, support));
    }

    private record Scripted(Function<Task, Reply> script) implements Worker {
        @Override
        public DeviceCard open() {
            return new DeviceCard("scripted", 0, "a script", "cpu", "none", "none", 1, Map.of());
        }

        @Override
        public Reply ask(Task task, Duration limit) {
            return script.apply(task);
        }

        @Override
        public Optional<Reply.Lost> close() {
            return Optional.empty();
        }
    }

    private static Run run(Profile profile, int jobs, List<String> filters, Function<Task, Reply> script)
            throws InterruptedException {
        RunPlan plan =
                new RunPlan(Mode.TEST, new Selection(Tier.FULL, filters), 0, profile, Duration.ofSeconds(1), jobs);
        return new Runner(plan, () -> new Scripted(script), RunListener.SILENT).run();
    }

    private static Run run(Function<Task, Reply> script) throws InterruptedException {
        return run(Profile.none(), 1, List.of(), script);
    }

    private static final Set<String> CORE =
            Subject.ofSuite().stream().filter(Subject::core).map(Subject::id).collect(Collectors.toSet());

    private static boolean core(String id) {
        return CORE.contains(id);
    }

    @Test
    void allPassedIsFull() throws InterruptedException {
        Run run = run(task -> PASSED);
        assertThat(run.failures()).isEmpty();
        assertThat(run.level().reached()).isEqualTo(ProfileLevel.Level.FULL);
        assertThat(run.worst()).isEqualTo(0.25);
        assertThat(run.results()).extracting(CaseResult::id).containsExactlyElementsOf(ids(run));
    }

    private static List<String> ids(Run run) {
        return run.plan().subjects().stream().map(Subject::id).toList();
    }

    @Test
    void jobsKeepTheOrderOfTheSuite() throws InterruptedException {
        Run run = run(Profile.none(), 5, List.of(), task -> PASSED);
        assertThat(run.results()).extracting(CaseResult::id).containsExactlyElementsOf(ids(run));
    }

    @Test
    void whatIsRefusedOutsideTheCoreLeavesTheCore() throws InterruptedException {
        Run run = run(task -> core(task.id()) ? PASSED : REFUSED);
        assertThat(run.failures()).isEmpty();
        assertThat(run.level().reached()).isEqualTo(ProfileLevel.Level.CORE);
        assertThat(run.level().why()).contains("refused");
    }

    @Test
    void aFailureOutsideTheCoreLeavesNothing() throws InterruptedException {
        Reply failed = judged(new Outcome.Failed(Check.EXACT, "EXACT (R5.1) off by one"), YES);
        Run run = run(task -> core(task.id()) ? PASSED : failed);
        assertThat(run.level().reached()).isEqualTo(ProfileLevel.Level.NONE);
        assertThat(run.failures()).isNotEmpty().allSatisfy(result -> {
            assertThat(result.check()).isEqualTo("EXACT");
            assertThat(result.rule()).isEqualTo("R5.1");
        });
    }

    @Test
    void aFilteredRunDecidesNothingButThatTheCoreIsBroken() throws InterruptedException {
        Run right = run(Profile.none(), 1, List.of("softmax"), task -> PASSED);
        assertThat(right.level().reached()).isEqualTo(ProfileLevel.Level.UNDECIDED);
        Run wrong = run(Profile.none(), 1, List.of("rope"), task -> CRASHED);
        assertThat(wrong.level().reached()).isEqualTo(ProfileLevel.Level.NONE);
    }

    @Test
    void aFamilyThatCrashesAgainAndAgainIsGivenUp() throws InterruptedException {
        Run run = run(
                Profile.none(), 1, List.of("rope", "softmax"), task -> task.id().startsWith("rope") ? CRASHED : PASSED);
        assertThat(run.counts().get(Status.CRASHED)).isEqualTo(20);
        assertThat(run.counts().get(Status.UNTESTED)).isPositive();
        assertThat(run.results())
                .filteredOn(result -> result.status() == Status.UNTESTED)
                .allSatisfy(result -> assertThat(result.message()).contains("given up after 20"));
        assertThat(run.results())
                .filteredOn(result -> result.subject().family().equals("softmax"))
                .allSatisfy(result -> assertThat(result.status()).isEqualTo(Status.PASSED));
    }

    @Test
    void aCrashBetweenTwoCasesIsBlamedOnTheFirst() throws InterruptedException {
        int[] asked = {0};
        Run run = run(Profile.none(), 1, List.of("softmax"), task -> switch (asked[0]++) {
            case 2 -> new Reply.Lost(Reply.Kind.CRASHED, "status 7", true);
            default -> PASSED;
        });
        assertThat(run.results().get(1).status()).isEqualTo(Status.CRASHED);
        assertThat(run.results().get(1).message()).isEqualTo("after the case had ended: status 7");
        assertThat(run.failures()).hasSize(1);
    }

    @Test
    void theProfileTakesCasesOutAndKnowsRefusals() throws InterruptedException {
        Profile profile = Profile.parse("""
                exclude softmax[*t=f16,* because the driver loses rows
                refuse softmax[*t=bf16,* because there is no kernel
                refuse nothing-else
                """, "test");
        Run run = run(profile, 1, List.of("softmax"), task -> task.id().contains("log=true") ? REFUSED : PASSED);
        assertThat(run.results())
                .allSatisfy(result -> assertThat(result.status())
                        .isEqualTo(
                                result.id().contains("t=f16,")
                                        ? Status.EXCLUDED
                                        : result.id().contains("t=bf16,")
                                                ? result.id().contains("log=true")
                                                        ? Status.REFUSED
                                                        : Status.UNEXPECTED_PASS
                                                : result.id().contains("log=true")
                                                        ? Status.UNEXPECTED_REFUSAL
                                                        : Status.PASSED));
        assertThat(run.counts()).allSatisfy((status, count) -> {
            if (List.of(Status.EXCLUDED, Status.UNEXPECTED_PASS, Status.UNEXPECTED_REFUSAL)
                    .contains(status)) {
                assertThat(count).isPositive();
            }
        });
    }

    @Test
    void seedsAreHandedOn() throws InterruptedException {
        RunPlan plan = new RunPlan(
                Mode.TEST, new Selection(Tier.FULL, List.of("softmax")), 77, Profile.none(), Duration.ofSeconds(1), 1);
        Run run = new Runner(
                        plan,
                        () -> new Scripted(task ->
                                task instanceof Task.Run(String id, long seed) && seed == 77 ? PASSED : CRASHED),
                        RunListener.SILENT)
                .run();
        assertThat(run.failures()).isEmpty();
    }

    @Test
    void supportModeHoldsTheCoreAgainstARefusal() throws InterruptedException {
        RunPlan plan = new RunPlan(
                Mode.SUPPORT, new Selection(Tier.FULL, List.of()), 0, Profile.none(), Duration.ofSeconds(1), 1);
        Reply no = new Reply.Answered(new Answer.Supported(new Support.Unsupported("not today")));
        Run run = new Runner(plan, () -> new Scripted(task -> no), RunListener.SILENT).run();
        assertThat(run.results())
                .allSatisfy(result -> assertThat(result.status())
                        .isEqualTo(result.subject().core() ? Status.FAILED : Status.REFUSED));
        assertThat(run.level().reached()).isEqualTo(ProfileLevel.Level.NONE);
    }

    @Test
    void whatIsNotReachedInTimeIsNoFailureAndNoProfile() throws InterruptedException {
        AtomicInteger asked = new AtomicInteger();
        Run run = new Runner(
                        bounded(Duration.ofMillis(50)),
                        () -> new Scripted(task -> {
                            pause(asked.incrementAndGet() == 5 ? 60 : 0);
                            return PASSED;
                        }),
                        RunListener.SILENT)
                .run();
        int total = run.results().size();
        assertThat(run.counts()).containsEntry(Status.NOT_REACHED, total - asked.get());
        assertThat(asked.get()).isLessThanOrEqualTo(5);
        assertThat(run.failures()).isEmpty();
        assertThat(run.level().reached()).isEqualTo(ProfileLevel.Level.UNDECIDED);
    }

    @Test
    void boundedRunsReachOtherCasesWithOtherSeeds() throws InterruptedException {
        List<String> order = new ArrayList<>();
        Run run = new Runner(
                        bounded(Duration.ofMinutes(10)),
                        () -> new Scripted(task -> {
                            order.add(task.id());
                            return PASSED;
                        }),
                        RunListener.SILENT)
                .run();
        assertThat(order)
                .isNotEqualTo(Subject.ofSuite().stream().map(Subject::id).toList());
        assertThat(order).doesNotHaveDuplicates().hasSize(run.results().size());
        assertThat(run.level().reached()).isEqualTo(ProfileLevel.Level.FULL);
    }

    private static RunPlan bounded(Duration budget) {
        return new RunPlan(
                Mode.TEST,
                new Selection(Tier.SMOKE, List.of()),
                3,
                Profile.none(),
                Duration.ofSeconds(1),
                Optional.of(budget),
                1);
    }

    private static void pause(int millis) {
        try {
            Thread.sleep(millis);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
