package dev.octavo.runtime.kv;

import static org.assertj.core.api.Assertions.assertThat;

import dev.octavo.runtime.execute.KvGroups;
import dev.octavo.runtime.kv.event.BlockHash;
import dev.octavo.runtime.kv.event.KvEvent;
import dev.octavo.runtime.kv.event.KvEventFeed;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(600)
class KvEventsTest {

    private static final int BLOCK = 4;

    private final BlockHasher hasher = BlockHasher.random(BLOCK);
    private final KvEventFeed feed = new KvEventFeed(3);

    private static int[] prompt(int length) {
        return IntStream.range(0, length).toArray();
    }

    private BlockManager manager(int blocks, int... windows) {
        BlockManager manager = new BlockManager(blocks, BLOCK, hasher.fork(), KvGroups.of(windows), 64, BlockTier.NONE);
        manager.listener(feed);
        return manager;
    }

    private List<KvEvent> last() {
        feed.endOfStep();
        return feed.from(feed.next() - 1).getFirst().events();
    }

    private SequenceBlocks run(BlockManager manager, PrefixKeys keys, int[] tokens) {
        SequenceBlocks blocks = new SequenceBlocks(hasher.chain(keys));
        int hits = manager.lookup(blocks, tokens, tokens.length);
        assertThat(manager.admit(blocks, hits, tokens.length, 0)).isTrue();
        manager.computed(blocks, tokens, tokens.length);
        return blocks;
    }

    @Test
    void storedBlocksComeWithTokensAndTheFirstHasNoParent() {
        BlockManager manager = manager(11, 0);
        SequenceBlocks blocks = run(manager, PrefixKeys.salted(""), prompt(9));
        KvEvent.BlockStored first = (KvEvent.BlockStored) last().getFirst();
        assertThat(first.parent()).isEmpty();
        assertThat(first.blocks()).hasSize(2).doesNotHaveDuplicates();
        assertThat(first.tokens()).containsExactly(0, 1, 2, 3, 4, 5, 6, 7);
        assertThat(first.blockSize()).isEqualTo(BLOCK);
        assertThat(first.adapter()).isEmpty();
        manager.grow(blocks, 12);
        manager.computed(blocks, prompt(12), 12);
        KvEvent.BlockStored next = (KvEvent.BlockStored) last().getFirst();
        assertThat(next.parent()).contains(first.blocks().getLast());
        assertThat(next.tokens()).containsExactly(8, 9, 10, 11);
        assertThat(next.blocks().getFirst().toString()).matches("[0-9a-f]{64}");
    }

    @Test
    void theAdapterAndTheGroupAreNamed() {
        BlockManager manager = manager(21, 0, 40);
        run(manager, new PrefixKeys("", Optional.of("sql"), List.of()), prompt(4));
        List<KvEvent> events = last();
        assertThat(events)
                .extracting(event -> ((KvEvent.BlockStored) event).group())
                .containsExactly(0, 1);
        assertThat(events)
                .allSatisfy(event ->
                        assertThat(((KvEvent.BlockStored) event).adapter()).contains("sql"));
    }

    @Test
    void hitsAreNotStoredAgainAndEvictedBlocksAreRemoved() {
        BlockManager manager = manager(4, 0);
        manager.release(run(manager, PrefixKeys.salted(""), prompt(9)));
        BlockHash tail = ((KvEvent.BlockStored) last().getFirst()).blocks().getLast();
        manager.release(run(manager, PrefixKeys.salted(""), prompt(9)));
        long before = feed.next();
        feed.endOfStep();
        assertThat(feed.next()).as("a step without events is no batch").isEqualTo(before);
        manager.admit(new SequenceBlocks(null), 0, 2 * BLOCK, 0);
        assertThat(last()).containsExactly(new KvEvent.BlockRemoved(tail, 0));
    }

    @Test
    void aResetClearsAll() {
        BlockManager manager = manager(11, 0);
        manager.release(run(manager, PrefixKeys.salted(""), prompt(9)));
        feed.endOfStep();
        assertThat(manager.resetPrefixes()).isTrue();
        assertThat(feed.from(1))
                .singleElement()
                .satisfies(batch -> assertThat(batch.events()).containsExactly(new KvEvent.AllBlocksCleared()));
    }

    @Test
    void theLastBatchesCanBeReadAgainAndAReaderSeesThatItMissedSome() {
        for (int i = 0; i < 5; i++) {
            feed.accept(new KvEvent.AllBlocksCleared());
            feed.endOfStep();
        }
        assertThat(feed.from(0)).extracting(KvEventFeed.Batch::number).containsExactly(2L, 3L, 4L);
        assertThat(feed.from(4)).hasSize(1);
        assertThat(feed.from(5)).isEmpty();
    }

    @Test
    void aReaderWaitsForTheNextBatch() throws Exception {
        assertThat(feed.await(0, Duration.ofMillis(20))).isEmpty();
        CompletableFuture<List<KvEventFeed.Batch>> read = CompletableFuture.supplyAsync(() -> {
            try {
                return feed.await(0, Duration.ofMinutes(2));
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
        });
        feed.accept(new KvEvent.AllBlocksCleared());
        feed.endOfStep();
        assertThat(read.get()).hasSize(1);
    }
}
