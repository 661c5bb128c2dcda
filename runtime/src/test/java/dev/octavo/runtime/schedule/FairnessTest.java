package dev.octavo.runtime.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import dev.octavo.runtime.kv.BlockHasher;
import dev.octavo.runtime.kv.BlockManager;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Who waits for whom, under both policies. */
class FairnessTest {

    private static final int BLOCK = 4;

    private final BlockHasher hasher = BlockHasher.random(BLOCK);
    private Scheduler<Sequence> scheduler = scheduler(false, 11, 8);
    private long arrivals;

    private Scheduler<Sequence> scheduler(boolean priorities, int blocks, int maxTokens) {
        return new Scheduler<>(
                new SchedulerConfig(priorities, 8, maxTokens, 8, true, 0, 0, true),
                new BlockManager(blocks, BLOCK, hasher.fork()));
    }

    private Sequence add(int promptLength, int priority) {
        Sequence sequence = new Sequence(new int[promptLength], priority, arrivals++, 0, false, null);
        scheduler.add(sequence);
        return sequence;
    }

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

    @Test
    void aLargePromptIsNotOvertakenBySmallOnesThatWouldFit() {
        Sequence running = add(20, 0);
        step();
        Sequence large = add(32, 0);
        Sequence small = add(2, 0);
        for (int i = 0; i < 4; i++) {
            assertThat(step()).doesNotContain(large, small);
        }
        scheduler.finish(running);
        assertThat(step()).containsExactly(large);
        step();
        step();
        step();
        assertThat(step()).contains(large, small);
    }

    @Test
    void twoPromptsAreNotAdmittedIntoRoomForOneWhileTheFirstIsStillComputed() {
        Sequence first = add(24, 0);
        Sequence second = add(20, 0);
        assertThat(step()).containsExactly(first);
        assertThat(scheduler.blocks().pool().free())
                .as("enough for the second alone")
                .isGreaterThanOrEqualTo(5);
        step();
        step();
        step();
        assertThat(scheduler.preemptions()).isZero();
        assertThat(scheduler.running()).isEqualTo(1);
        assertThat(second.computed()).isZero();
        scheduler.finish(first);
        assertThat(scheduler.blocks().promised()).isZero();
        assertThat(step()).containsExactly(second);
    }

    @Test
    void aPreemptedSequenceComesBackBeforeThoseThatCameLater() {
        scheduler = scheduler(false, 7, 32);
        Sequence first = add(11, 0);
        Sequence second = add(11, 0);
        step();
        Sequence third = add(1, 0);
        step();
        step();
        assertThat(scheduler.preemptions()).isEqualTo(1);
        assertThat(step()).as("the newest gave way, and nobody took its place").containsExactly(first);
        scheduler.finish(first);
        assertThat(step()).containsExactly(second, third);
    }

    @Test
    void firstComeFirstServedStarvesNobodyHoweverManyCome() {
        Random random = new Random(5);
        Sequence patient = null;
        List<Sequence> living = new ArrayList<>();
        for (int i = 0; i < 3000; i++) {
            while (scheduler.waiting() < 5) {
                living.add(add(1 + random.nextInt(20), 0));
            }
            if (i == 100) {
                patient = add(39, 0);
                living.add(patient);
            }
            step();
            living.removeIf(sequence -> {
                boolean over = sequence.outputLength() > 0 && (sequence.length() >= 39 || random.nextInt(8) == 0);
                if (over) {
                    scheduler.finish(sequence);
                }
                return over;
            });
            if (patient != null && patient.outputLength() > 0) {
                long arrival = patient.arrival();
                assertThat(i).as("served after those that came before it").isLessThan(400);
                assertThat(living)
                        .as("those that came before have run")
                        .allMatch(sequence -> sequence.arrival() > arrival || sequence.cachedTokens() >= 0);
                return;
            }
        }
        throw new AssertionError("starved");
    }

    /** As in vLLM: priorities do not age, so a stream of urgent requests holds the others off for as long as it lasts, but no longer. */
    @Test
    void underPrioritiesTheLeastUrgentWaitsAsLongAsUrgentOnesComeAndIsServedThen() {
        scheduler = scheduler(true, 11, 8);
        Sequence patient = add(30, 9);
        for (int i = 0; i < 50; i++) {
            Sequence urgent = add(40 - 8, 0);
            while (urgent.outputLength() == 0) {
                assertThat(step()).contains(urgent);
            }
            scheduler.finish(urgent);
        }
        assertThat(patient.outputLength()).isZero();
        for (int i = 0; i < 4; i++) {
            step();
        }
        assertThat(patient.outputLength()).isEqualTo(1);
    }

    @Test
    void ofEquallyUrgentOnesTheNewestIsTheVictim() {
        scheduler = scheduler(true, 4, 32);
        Sequence older = add(4, 1);
        Sequence newer = add(4, 1);
        step();
        assertThat(step()).containsExactly(older);
        assertThat(newer.computed()).isZero();
        assertThat(scheduler.preemptions()).isEqualTo(1);
    }

    @Test
    void runningSequencesCanBeResetAndGoOnWithTheSameTokens() {
        int[] prompt = IntStream.range(0, 9).toArray();
        Sequence sequence = new Sequence(prompt, 0, arrivals++, 0, false, hasher.chain("", prompt));
        scheduler.add(sequence);
        step();
        step();
        assertThat(scheduler.resetPrefixes(false)).isFalse();
        assertThat(scheduler.blocks().pool().cached()).isEqualTo(2);
        assertThat(scheduler.resetPrefixes(true)).isTrue();
        assertThat(scheduler.blocks().pool().cached()).isZero();
        assertThat(sequence.computed()).isZero();
        assertThat(sequence.outputLength()).as("what was written stays").isPositive();
        assertThat(scheduler.waiting()).isEqualTo(1);
        int before = sequence.outputLength();
        step();
        step();
        assertThat(sequence.outputLength()).isGreaterThan(before);
    }

    @Test
    void aResetWhileAStepIsInFlightKeepsItsResultOutOfTheCache() {
        int[] prompt = IntStream.range(0, 8).toArray();
        Sequence sequence = new Sequence(prompt, 0, arrivals++, 0, false, hasher.chain("", prompt));
        scheduler.add(sequence);
        scheduler.schedule();
        scheduler.launched();
        assertThat(scheduler.resetPrefixes(true)).isTrue();
        sequence.append(1);
        scheduler.completed();
        assertThat(scheduler.blocks().pool().cached()).isZero();
        assertThat(step()).containsExactly(sequence);
    }

    @Test
    void wasteStaysBelowFourPercentOfTheSlotsInUseInARealisticMix() {
        int blockSize = 16;
        Scheduler<Sequence> large = new Scheduler<>(
                new SchedulerConfig(false, 256, 2048, 256, true, 0, 0, true),
                new BlockManager(4001, blockSize, BlockHasher.random(blockSize)));
        scheduler = large;
        Random random = new Random(3);
        List<Sequence> living = new ArrayList<>();
        double worst = 0;
        for (int i = 0; i < 1500; i++) {
            if (living.size() < 300) {
                living.add(add(100 + random.nextInt(600), 0));
                living.add(add(100 + random.nextInt(600), 0));
            }
            step();
            worst = Math.max(worst, large.blocks().waste());
            living.removeIf(sequence -> {
                boolean over = sequence.outputLength() > 0 && random.nextInt(200) == 0;
                if (over) {
                    large.finish(sequence);
                }
                return over;
            });
        }
        assertThat(large.preemptions()).as("the pool is full").isPositive();
        assertThat(worst).isGreaterThan(0.01).isLessThan(0.04);
    }
}
