package dev.octavo.runtime.kv;

import static org.assertj.core.api.Assertions.assertThat;

import dev.octavo.runtime.execute.KvGroups;
import java.util.Arrays;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class WindowBlocksTest {

    private static final int BLOCK = 4;

    private final BlockHasher hasher = BlockHasher.random(BLOCK);

    private BlockManager manager(int blocks, int ahead, int... windows) {
        return new BlockManager(blocks, BLOCK, hasher.fork(), KvGroups.of(windows), ahead, BlockTier.NONE);
    }

    private static int[] prompt(int length) {
        return IntStream.range(0, length).toArray();
    }

    private SequenceBlocks sequence(int[] prompt) {
        return new SequenceBlocks(hasher.chain("", prompt));
    }

    /** Computes a prompt in steps of so many tokens. */
    private SequenceBlocks run(BlockManager manager, int[] prompt, int chunk) {
        SequenceBlocks blocks = sequence(prompt);
        int start = manager.lookup(blocks, prompt, prompt.length) * BLOCK;
        assertThat(manager.admit(blocks, start / BLOCK, Math.min(start + chunk, prompt.length), prompt.length, 0))
                .isTrue();
        for (int end = start + chunk; ; end += chunk) {
            manager.computed(blocks, prompt, Math.min(end, prompt.length));
            if (end >= prompt.length) {
                return blocks;
            }
            assertThat(manager.grow(blocks, Math.min(end + chunk, prompt.length)))
                    .isTrue();
        }
    }

    private int hits(BlockManager manager, int[] prompt) {
        return manager.lookup(sequence(prompt), prompt, prompt.length);
    }

    @Test
    void blocksBeforeTheWindowAreGivenBackAndReplacedByTheNullBlock() {
        BlockManager manager = manager(101, 8, 6);
        SequenceBlocks blocks = run(manager, prompt(22), 8);
        // The next token, 22, sees tokens from 17 on: block 4 is the first that it needs.
        assertThat(Arrays.copyOf(blocks.ids(0), 4)).containsOnly(BlockPool.NULL_BLOCK);
        assertThat(blocks.ids(0)[4]).isPositive();
        assertThat(blocks.count()).isEqualTo(6);
        assertThat(manager.pool().used()).isEqualTo(2);
        manager.release(blocks);
        assertThat(manager.pool().used()).isZero();
    }

    @Test
    void aDecodeHoldsNoMoreThanItsWindow() {
        BlockManager manager = manager(11, 4, 9);
        int[] tokens = prompt(400);
        SequenceBlocks blocks = sequence(prompt(4));
        assertThat(manager.admit(blocks, 0, 4, 0)).isTrue();
        for (int length = 4; length < 400; length++) {
            manager.computed(blocks, tokens, length);
            assertThat(manager.grow(blocks, length + 1)).isTrue();
            assertThat(manager.pool().used()).isLessThanOrEqualTo(4);
        }
        assertThat(manager.emptySlots()).isEqualTo(0);
    }

    @Test
    void aPromptBeyondThePoolIsRefusedUnderFullAttentionButAdmittedUnderAWindow() {
        int[] prompt = prompt(100);
        assertThat(manager(11, 8, 0).admit(sequence(prompt), 0, 8, 100, 0)).isFalse();
        BlockManager windowed = manager(11, 8, 6);
        assertThat(windowed.admit(sequence(prompt), 0, 8, 100, 0)).isTrue();
        assertThat(windowed.promised())
                .as("13 tokens in the worst case lie in 5 blocks, 2 of which are there")
                .isEqualTo(3);
        assertThat(KvGroups.of(6).longest(10, BLOCK, 8)).isEqualTo(Integer.MAX_VALUE);
        assertThat(KvGroups.of(0).longest(10, BLOCK, 8)).isEqualTo(40);
        assertThat(KvGroups.of(0, 6).longest(10, BLOCK, 8)).isEqualTo(20);
        assertThat(KvGroups.of(0, 6).longest(11, BLOCK, 8)).isEqualTo(24);
    }

    @Test
    void aHitNeedsOnlyTheTokensThatTheNextOneSees() {
        BlockManager manager = manager(101, 4, 6);
        manager.release(run(manager, prompt(40), 4));
        int[] prompt = prompt(40);
        assertThat(hits(manager, prompt)).isEqualTo(9);
        SequenceBlocks again = sequence(prompt);
        assertThat(manager.admit(again, manager.lookup(again, prompt, 40), 40, 0))
                .isTrue();
        assertThat(again.dropped(0)).as("of 9 hits, 2 hold the last 5 tokens").isEqualTo(7);
        assertThat(Arrays.copyOf(again.ids(0), 7)).containsOnly(BlockPool.NULL_BLOCK);
        assertThat(manager.pool().used()).isEqualTo(3);
    }

    @Test
    void aHitEndsWhereTheWindowBeforeItIsWhole() {
        BlockManager manager = manager(12, 40, 6);
        manager.release(run(manager, prompt(44), 44));
        // Blocks are evicted in the order in which they were freed: those that left the window first, the last of them
        // first.
        SequenceBlocks other = new SequenceBlocks(null);
        assertThat(manager.admit(other, 0, 4, 0)).isTrue();
        assertThat(hits(manager, prompt(44)))
                .as("block 8 is gone: blocks 6 and 7 are the last whole window")
                .isEqualTo(8);
        assertThat(hits(manager, prompt(32))).isEqualTo(7);
        int[] differs = prompt(44);
        differs[30] = 99;
        assertThat(hits(manager, differs)).isEqualTo(7);
        assertThat(hits(manager, prompt(6)))
                .as("the start of a sequence needs no window")
                .isEqualTo(1);
    }

    @Test
    void groupsAgreeOnAHitAndHoldBlocksOfTheirOwn() {
        BlockManager manager = manager(101, 4, 0, 6);
        SequenceBlocks first = run(manager, prompt(22), 4);
        assertThat(first.ids(0)[4]).isNotEqualTo(first.ids(1)[4]);
        assertThat(first.dropped(0)).isZero();
        assertThat(first.dropped(1)).isEqualTo(4);
        assertThat(manager.pool().used()).isEqualTo(8);
        SequenceBlocks second = sequence(prompt(22));
        assertThat(manager.lookup(second, prompt(22), 22)).isEqualTo(5);
        assertThat(manager.admit(second, 5, 22, 0)).isTrue();
        assertThat(Arrays.copyOf(second.ids(0), 5)).containsExactly(Arrays.copyOf(first.ids(0), 5));
        assertThat(second.ids(1)[4]).isEqualTo(first.ids(1)[4]);
        // Block 3 had left the first one's window, and comes back from the free list.
        assertThat(second.dropped(1)).isEqualTo(3);
        assertThat(manager.pool().references(second.ids(1)[3])).isEqualTo(1);
    }

    @Test
    void theShorterGroupLimitsTheHit() {
        BlockManager manager = manager(21, 4, 0, 6);
        int[] prompt = prompt(30);
        manager.release(run(manager, prompt, 4));
        // Takes all free blocks but some: what is left of both groups is the start of the prefix at most.
        SequenceBlocks other = new SequenceBlocks(null);
        assertThat(manager.admit(other, 0, 24, 0)).isTrue();
        int hits = hits(manager, prompt);
        SequenceBlocks again = sequence(prompt);
        assertThat(manager.admit(again, manager.lookup(again, prompt, 30), hits * BLOCK + 1, 0))
                .isTrue();
        assertThat(again.dropped(1)).isEqualTo(Math.max(0, hits - 2));
        assertThat(hits).isLessThan(7);
    }
}
