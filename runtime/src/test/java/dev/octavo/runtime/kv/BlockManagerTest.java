package dev.octavo.runtime.kv;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class BlockManagerTest {

    private static final int BLOCK = 4;

    private final BlockHasher hasher = BlockHasher.random(BLOCK);
    private final BlockManager manager = new BlockManager(11, BLOCK, hasher.fork());

    private SequenceBlocks sequence(String salt, int[] prompt) {
        return new SequenceBlocks(hasher.chain(salt, prompt));
    }

    private static int[] prompt(int length) {
        return IntStream.range(0, length).toArray();
    }

    private SequenceBlocks run(String salt, int[] prompt) {
        SequenceBlocks blocks = sequence(salt, prompt);
        int hits = manager.lookup(blocks, prompt, prompt.length);
        assertThat(manager.admit(blocks, hits, prompt.length, 0)).isTrue();
        manager.computed(blocks, prompt, prompt.length);
        return blocks;
    }

    private int hits(String salt, int[] prompt) {
        return manager.lookup(sequence(salt, prompt), prompt, prompt.length);
    }

    @Test
    void aHitLeavesAtLeastOneTokenToCompute() {
        run("", prompt(8));
        assertThat(hits("", prompt(8))).isEqualTo(1);
        assertThat(hits("", prompt(9))).isEqualTo(2);
        assertThat(hits("", prompt(4))).isZero();
        assertThat(hits("", prompt(5))).isEqualTo(1);
    }

    @Test
    void anEarlierDifferenceHidesAllLaterBlocks() {
        run("", prompt(13));
        int[] other = prompt(13);
        other[1] = 99;
        assertThat(hits("", other)).isZero();
        other[1] = 1;
        other[6] = 99;
        assertThat(hits("", other)).isEqualTo(1);
    }

    @Test
    void differentSaltsShareNothing() {
        run("a", prompt(13));
        assertThat(hits("b", prompt(13))).isZero();
        assertThat(hits("a", prompt(13))).isEqualTo(3);
    }

    @Test
    void differentEnginesHashDifferently() {
        HashChain one = BlockHasher.random(BLOCK).chain("", prompt(4));
        HashChain other = BlockHasher.random(BLOCK).chain("", prompt(4));
        assertThat(one.words()).isNotEqualTo(other.words());
    }

    @Test
    void onlyComputedFullBlocksAreShared() {
        int[] prompt = prompt(13);
        SequenceBlocks blocks = sequence("", prompt);
        manager.admit(blocks, 0, 13, 0);
        manager.computed(blocks, prompt, 7);
        assertThat(hits("", prompt)).isEqualTo(1);
        manager.computed(blocks, prompt, 8);
        assertThat(hits("", prompt)).isEqualTo(2);
    }

    @Test
    void sequencesHoldTheSameBlocksOfACommonPrefix() {
        SequenceBlocks first = run("", prompt(13));
        SequenceBlocks second = run("", prompt(15));
        assertThat(Arrays.copyOf(second.ids(), 3)).containsExactly(Arrays.copyOf(first.ids(), 3));
        assertThat(second.ids()[3]).isNotEqualTo(first.ids()[3]);
        assertThat(manager.pool().references(first.ids()[0])).isEqualTo(2);
        assertThat(manager.pool().used()).isEqualTo(5);
    }

    @Test
    void aDecodeThatFillsABlockMakesItKnown() {
        int[] tokens = prompt(16);
        SequenceBlocks blocks = sequence("", prompt(6));
        manager.admit(blocks, 0, 6, 0);
        manager.computed(blocks, tokens, 6);
        assertThat(hits("", prompt(9))).isEqualTo(1);
        manager.grow(blocks, 8);
        manager.computed(blocks, tokens, 8);
        assertThat(hits("", prompt(9))).isEqualTo(2);
    }

    @Test
    void theTailOfAPrefixIsEvictedBeforeItsStart() {
        manager.release(run("", prompt(40)));
        assertThat(manager.pool().free()).isEqualTo(10);
        SequenceBlocks other = new SequenceBlocks(null);
        manager.admit(other, 0, 12, 0);
        assertThat(hits("", prompt(40))).isEqualTo(7);
    }

    @Test
    void foundBlocksAreNotEvictedByTheSameAdmission() {
        int[] prompt = prompt(21);
        manager.release(run("", prompt(20)));
        SequenceBlocks again = sequence("", prompt);
        int hits = manager.lookup(again, prompt, 21);
        assertThat(hits).isEqualTo(5);
        assertThat(manager.admit(again, hits, 40, 0)).isTrue();
        assertThat(Arrays.stream(again.ids()).limit(10).distinct().count()).isEqualTo(10);
    }

    @Test
    void freeHitsCountAgainstTheRoom() {
        manager.release(run("", prompt(20)));
        SequenceBlocks other = new SequenceBlocks(null);
        manager.admit(other, 0, 20, 0);
        int[] prompt = prompt(24);
        SequenceBlocks again = sequence("", prompt);
        int hits = manager.lookup(again, prompt, 24);
        assertThat(hits).isEqualTo(5);
        assertThat(manager.admit(again, hits, 24, 0))
                .as("5 free blocks, all hits, 1 more needed")
                .isFalse();
        assertThat(manager.pool().used()).isEqualTo(5);
        manager.release(other);
        assertThat(manager.admit(again, manager.lookup(again, prompt, 24), 24, 0))
                .isTrue();
    }

    @Test
    void anAdmissionLeavesTheWatermark() {
        assertThat(manager.admit(new SequenceBlocks(null), 0, 33, 2)).isFalse();
        assertThat(manager.admit(new SequenceBlocks(null), 0, 32, 2)).isTrue();
    }

    @Test
    void resetForgetsOnlyWhileNobodyHoldsBlocks() {
        SequenceBlocks blocks = run("", prompt(13));
        assertThat(manager.resetPrefixes()).isFalse();
        manager.release(blocks);
        assertThat(hits("", prompt(13))).isEqualTo(3);
        assertThat(manager.resetPrefixes()).isTrue();
        assertThat(hits("", prompt(13))).isZero();
    }

    @Test
    void copiesOfAChainGrowApart() {
        int[] left = prompt(16);
        int[] right = prompt(16);
        right[5] = 99;
        HashChain one = hasher.chain("", prompt(4));
        HashChain other = one.copy();
        one.extend(hasher, left, 2);
        other.extend(hasher, right, 2);
        one.extend(hasher, left, 3);
        other.extend(hasher, right, 3);
        assertThat(Arrays.copyOf(one.words(), 16))
                .isEqualTo(Arrays.copyOf(hasher.chain("", left).words(), 16));
        assertThat(Arrays.copyOf(other.words(), 16))
                .isEqualTo(Arrays.copyOf(hasher.chain("", right).words(), 16));
    }

    @Test
    void equalContentInTwoBlocksSurvivesTheEvictionOfOne() {
        int[] prompt = prompt(9);
        SequenceBlocks one = sequence("", prompt);
        SequenceBlocks two = sequence("", prompt);
        manager.admit(one, 0, 9, 0);
        manager.admit(two, 0, 9, 0);
        manager.computed(one, prompt, 9);
        manager.computed(two, prompt, 9);
        manager.release(two);
        SequenceBlocks filler = new SequenceBlocks(null);
        assertThat(manager.admit(filler, 0, 28, 0)).isTrue();
        assertThat(hits("", prompt)).isEqualTo(2);
    }
}
