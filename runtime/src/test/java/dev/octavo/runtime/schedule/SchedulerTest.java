package dev.octavo.runtime.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import dev.octavo.runtime.kv.BlockHasher;
import dev.octavo.runtime.kv.BlockManager;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class SchedulerTest {

    private static final int BLOCK = 4;

    private final BlockHasher hasher = BlockHasher.random(BLOCK);
    private Scheduler<Sequence> scheduler = scheduler(new Settings());
    private long arrivals;

    /** A scheduler's configuration with defaults. */
    private static final class Settings {
        boolean priorities;
        int maxSequences = 8;
        int maxTokens = 32;
        int maxRows = 8;
        boolean chunked = true;
        int threshold;
        int watermark;
        boolean mixed = true;
        int blocks = 101;
    }

    private Scheduler<Sequence> scheduler(Settings settings) {
        SchedulerConfig config = new SchedulerConfig(
                settings.priorities,
                settings.maxSequences,
                settings.maxTokens,
                settings.maxRows,
                settings.chunked,
                settings.threshold,
                settings.watermark,
                settings.mixed);
        return new Scheduler<>(config, new BlockManager(settings.blocks, BLOCK, hasher.fork()));
    }

    private Sequence add(int promptLength, int priority) {
        Sequence sequence = new Sequence(new int[promptLength], priority, arrivals++, 0, false, null);
        scheduler.add(sequence);
        return sequence;
    }

    private Sequence add(int promptLength) {
        return add(promptLength, 0);
    }

    private Sequence addShared(int promptLength) {
        int[] prompt = IntStream.range(0, promptLength).toArray();
        Sequence sequence = new Sequence(prompt, 0, arrivals++, 0, false, hasher.chain("", prompt));
        scheduler.add(sequence);
        return sequence;
    }

    /** Plans and runs a step; every sequence that reaches its last token gets another one. */
    private List<Sequence> step() {
        StepPlan<Sequence> plan = scheduler.schedule();
        List<Sequence> planned = List.copyOf(plan.sequences());
        List<Sequence> sampling = IntStream.range(0, planned.size())
                .filter(i -> plan.share(i).samples())
                .mapToObj(planned::get)
                .toList();
        scheduler.launched();
        scheduler.completed();
        sampling.forEach(sequence -> sequence.append(1));
        SchedulerInvariants.check(scheduler);
        return planned;
    }

    private static List<Integer> counts(StepPlan<Sequence> plan) {
        return IntStream.range(0, plan.sequences().size())
                .mapToObj(i -> plan.share(i).count())
                .toList();
    }

    @AfterEach
    void theInvariantsHold() {
        SchedulerInvariants.check(scheduler);
    }

    @Test
    void whoCameFirstRunsFirst() {
        Sequence first = add(10);
        Sequence second = add(10);
        assertThat(step()).containsExactly(first, second);
    }

    @Test
    void underPrioritiesLowerValuesRunFirstAndTiesGoByArrival() {
        Settings settings = new Settings();
        settings.priorities = true;
        scheduler = scheduler(settings);
        Sequence late = add(3, 5);
        Sequence tie1 = add(3, 1);
        Sequence tie2 = add(3, 1);
        Sequence urgent = add(3, -1);
        assertThat(step()).containsExactly(urgent, tie1, tie2, late);
    }

    @Test
    void aPromptIsComputedInChunksOfWhatTheBudgetLeaves() {
        Sequence decoding = add(1);
        step();
        Sequence prompt = add(70);
        assertThat(counts(scheduler.schedule())).containsExactly(1, 31);
        step();
        assertThat(counts(scheduler.schedule())).containsExactly(1, 31);
        step();
        StepPlan<Sequence> last = scheduler.schedule();
        assertThat(counts(last)).containsExactly(1, 8);
        assertThat(last.sequences()).containsExactly(decoding, prompt);
        assertThat(last.share(0).samples()).isTrue();
        assertThat(last.share(1).samples()).isTrue();
        assertThat(last.rows()).isEqualTo(2);
    }

    @Test
    void decodeComesBeforePrefillWhateverTheOrderOfAdmission() {
        Settings settings = new Settings();
        settings.threshold = 20;
        scheduler = scheduler(settings);
        Sequence longPrompt = add(100);
        Sequence shortPrompt = add(12);
        assertThat(counts(scheduler.schedule())).containsExactly(20, 12);
        assertThat(step()).containsExactly(longPrompt, shortPrompt);
        assertThat(step()).containsExactly(shortPrompt, longPrompt);
    }

    @Test
    void oneLongPromptDoesNotTakeMoreThanItsThreshold() {
        Settings settings = new Settings();
        settings.threshold = 10;
        scheduler = scheduler(settings);
        add(100);
        add(100);
        assertThat(counts(scheduler.schedule())).containsExactly(10, 10);
    }

    @Test
    void withoutChunksAPromptWaitsForAStepThatHoldsAllOfIt() {
        Settings settings = new Settings();
        settings.chunked = false;
        scheduler = scheduler(settings);
        Sequence first = add(20);
        Sequence second = add(20);
        Sequence third = add(5);
        assertThat(step()).as("no overtaking").containsExactly(first);
        assertThat(step()).containsExactly(first, second, third);
    }

    @Test
    void noMoreSequencesRunThanAllowed() {
        for (int i = 0; i < 12; i++) {
            add(2);
        }
        step();
        assertThat(scheduler.running()).isEqualTo(8);
        assertThat(scheduler.waiting()).isEqualTo(4);
    }

    @Test
    void anAdmissionNeedsRoomForTheWholePrompt() {
        Settings settings = new Settings();
        settings.blocks = 11;
        settings.maxTokens = 8;
        scheduler = scheduler(settings);
        Sequence first = add(24);
        Sequence second = add(20);
        step();
        assertThat(scheduler.blocks().pool().used()).isEqualTo(6);
        assertThat(scheduler.running()).isEqualTo(1);
        scheduler.finish(first);
        assertThat(step()).containsExactly(second);
    }

    @Test
    void theWatermarkStaysFreeWhileOthersRunButNotOtherwise() {
        Settings settings = new Settings();
        settings.blocks = 11;
        settings.watermark = 3;
        scheduler = scheduler(settings);
        Sequence whole = add(32);
        assertThat(step()).containsExactly(whole);
        scheduler.finish(whole);
        Sequence first = add(16);
        Sequence second = add(14);
        assertThat(step()).containsExactly(first);
        scheduler.finish(second);
        Sequence third = add(8);
        assertThat(step()).containsExactly(first, third);
    }

    @Test
    void theLastAdmittedGivesItsBlocksBackAndIsFirstInTheQueue() {
        Settings settings = new Settings();
        settings.blocks = 5;
        scheduler = scheduler(settings);
        Sequence first = add(4);
        Sequence second = add(4);
        Sequence third = add(4);
        step();
        Sequence fourth = add(4);
        assertThat(step())
                .as("first and second take the last block and the third's")
                .containsExactly(first, second);
        assertThat(scheduler.preemptions()).isEqualTo(1);
        assertThat(third.computed()).isZero();
        scheduler.finish(first);
        assertThat(step()).containsExactly(second, third);
        assertThat(fourth.computed()).isZero();
    }

    @Test
    void aStepThatPreemptedAdmitsNobody() {
        Settings settings = new Settings();
        settings.priorities = true;
        settings.blocks = 9;
        scheduler = scheduler(settings);
        add(4, 0);
        add(4, 0);
        add(24, 5);
        step();
        Sequence small = add(4, -1);
        StepPlan<Sequence> plan = scheduler.schedule();
        assertThat(plan.preempted()).isTrue();
        assertThat(scheduler.blocks().pool().free()).isGreaterThan(1);
        assertThat(plan.sequences()).doesNotContain(small);
    }

    @Test
    void underPrioritiesTheLeastUrgentAndNewestIsTheVictimEvenIfItWasPlanned() {
        Settings settings = new Settings();
        settings.priorities = true;
        settings.blocks = 6;
        scheduler = scheduler(settings);
        Sequence low = add(5, 9);
        step();
        Sequence urgent = add(7, 0);
        step();
        Sequence middle = add(4, 5);
        step();
        assertThat(scheduler.running()).isEqualTo(3);
        // The urgent one needs a third block and the pool is empty: the first in the batch has to go although it was
        // planned before.
        assertThat(step()).containsExactly(urgent, middle);
        assertThat(low.computed()).isZero();
    }

    @Test
    void aSequenceThatFillsThePoolAloneFinishesByPreemptingTheOthers() {
        Settings settings = new Settings();
        settings.blocks = 5;
        scheduler = scheduler(settings);
        Sequence first = add(3);
        Sequence second = add(3);
        for (int i = 0; i < 14; i++) {
            step();
        }
        assertThat(first.length()).isGreaterThanOrEqualTo(16);
        scheduler.finish(first);
        int before = second.length();
        step();
        step();
        assertThat(second.length()).isGreaterThan(before);
    }

    @Test
    void anAbortInTheQueueLeavesTheOthersInOrder() {
        List<Sequence> all = IntStream.range(0, 8).mapToObj(i -> add(2)).toList();
        scheduler.finish(all.get(3));
        scheduler.finish(all.get(0));
        assertThat(step()).containsExactly(all.get(1), all.get(2), all.get(4), all.get(5), all.get(6), all.get(7));
    }

    @Test
    void prefixStatisticsCountOncePerSequence() {
        Settings settings = new Settings();
        settings.blocks = 8;
        scheduler = scheduler(settings);
        addShared(13);
        step();
        Sequence second = addShared(13);
        step();
        assertThat(second.cachedTokens()).isEqualTo(12);
        assertThat(scheduler.prefixStats().queriedTokens()).isEqualTo(26);
        assertThat(scheduler.prefixStats().hitTokens()).isEqualTo(12);
        for (int i = 0; i < 12; i++) {
            step();
        }
        assertThat(scheduler.preemptions()).isPositive();
        assertThat(scheduler.prefixStats().queriedTokens()).isEqualTo(26);
    }

    @Test
    void promptLogitsLimitTheChunkToTheRowsThatAreLeft() {
        for (int i = 0; i < 5; i++) {
            add(1);
        }
        step();
        Sequence prompt = new Sequence(new int[10], 0, arrivals++, 0, true, null);
        scheduler.add(prompt);
        StepPlan<Sequence> plan = scheduler.schedule();
        assertThat(counts(plan)).containsExactly(1, 1, 1, 1, 1, 3);
        assertThat(plan.rows()).isEqualTo(8);
        assertThat(plan.share(5).promptRows()).isEqualTo(3);
    }

    @Test
    void promptLogitsThatWereDeliveredNeedNoRowsAgain() {
        Sequence prompt = new Sequence(new int[20], 0, arrivals++, 0, true, null);
        prompt.promptLogitsDone(15);
        scheduler.add(prompt);
        StepPlan<Sequence> plan = scheduler.schedule();
        assertThat(counts(plan)).containsExactly(20);
        assertThat(plan.share(0).firstPromptRow()).isEqualTo(15);
        assertThat(plan.share(0).promptRows()).isEqualTo(4);
        assertThat(plan.rows()).isEqualTo(5);
    }

    @Test
    void aDeviceThatCannotMixGetsPrefillAndDecodeInTurn() {
        Settings settings = new Settings();
        settings.mixed = false;
        settings.maxTokens = 8;
        scheduler = scheduler(settings);
        Sequence first = add(4);
        assertThat(step()).containsExactly(first);
        Sequence second = add(20);
        assertThat(step()).as("decode").containsExactly(first);
        assertThat(step()).as("prefill").containsExactly(second);
        assertThat(step()).as("decode").containsExactly(first);
        assertThat(step()).as("prefill").containsExactly(second);
        step();
        assertThat(step()).containsExactly(second);
        assertThat(step()).as("both decode").containsExactly(first, second);
        assertThat(step()).as("nothing to prefill").containsExactly(first, second);
    }

    @Test
    void theQueueKeepsItsOrderUnderRandomUse() {
        Random random = new Random(8);
        WaitingQueue<Sequence> queue = new WaitingQueue<>(true);
        TreeSet<Sequence> model = new TreeSet<>((a, b) -> a.before(b, true) ? -1 : b.before(a, true) ? 1 : 0);
        for (int i = 0; i < 5000; i++) {
            if (model.isEmpty() || random.nextInt(5) < 3) {
                Sequence sequence = new Sequence(new int[1], random.nextInt(4), i, 0, false, null);
                queue.add(sequence);
                model.add(sequence);
            } else {
                Sequence gone = random.nextBoolean()
                        ? model.first()
                        : model.stream()
                                .skip(random.nextInt(model.size()))
                                .findFirst()
                                .orElseThrow();
                queue.remove(gone);
                model.remove(gone);
            }
            assertThat(queue.size()).isEqualTo(model.size());
            if (!model.isEmpty()) {
                assertThat(queue.first()).isSameAs(model.first());
            }
        }
    }
}
