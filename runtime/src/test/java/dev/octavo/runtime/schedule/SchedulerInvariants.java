package dev.octavo.runtime.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import dev.octavo.runtime.kv.BlockPool;
import dev.octavo.runtime.kv.SequenceBlocks;
import java.util.HashSet;
import java.util.Set;

/** What must be true between any two calls of a scheduler. */
public final class SchedulerInvariants {

    private SchedulerInvariants() {}

    /** Throws if a block has more or fewer references than holders, or a sequence is in two places or holds what it should not. */
    public static void check(Scheduler<?> scheduler) {
        BlockPool pool = scheduler.blocks().pool();
        int[] holders = new int[pool.usable() + 1];
        Set<Sequence> seen = new HashSet<>();
        for (Sequence sequence : scheduler.runningSequences()) {
            assertThat(seen.add(sequence)).isTrue();
            assertThat(sequence.place()).isEqualTo(Sequence.Place.RUNNING);
            assertThat(sequence.computed()).isLessThanOrEqualTo(sequence.length());
            int covered = sequence.blocks().count() * scheduler.blocks().blockSize();
            assertThat(covered).isGreaterThanOrEqualTo(sequence.computed());
            for (int group = 0; group < scheduler.blocks().groups().count(); group++) {
                countHolders(sequence.blocks(), group, holders);
            }
        }
        for (Sequence sequence : scheduler.waitingSequences()) {
            assertThat(seen.add(sequence)).isTrue();
            assertThat(sequence.place()).isEqualTo(Sequence.Place.WAITING);
            assertThat(sequence.blocks().count()).isZero();
            assertThat(sequence.computed()).isZero();
        }
        int used = 0;
        for (int block = 1; block < holders.length; block++) {
            assertThat(pool.references(block)).isEqualTo(holders[block]);
            used += holders[block] > 0 ? 1 : 0;
        }
        assertThat(pool.used()).isEqualTo(used);
    }

    private static void countHolders(SequenceBlocks blocks, int group, int[] holders) {
        for (int i = 0; i < blocks.count(); i++) {
            int block = blocks.ids(group)[i];
            assertThat(block == BlockPool.NULL_BLOCK).isEqualTo(i < blocks.dropped(group));
            holders[block]++;
        }
    }
}
