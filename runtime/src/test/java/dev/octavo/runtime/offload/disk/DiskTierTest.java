package dev.octavo.runtime.offload.disk;

import static org.assertj.core.api.Assertions.assertThat;

import dev.octavo.runtime.kv.BlockContent;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Random;
import java.util.SequencedSet;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The disk tier as the step loop sees it. */
@Timeout(600)
class DiskTierTest {

    private static final int SLOTS = 16;
    private static final Duration PATIENCE = Duration.ofMinutes(1);

    @TempDir
    Path directory;

    private BlockFile file() {
        return BlockFile.open(directory, new StoreLayout(Blocks.BYTES, SLOTS), Blocks.identity(1));
    }

    private DiskTier open() throws IOException {
        return new DiskTier(file(), SLOTS, Blocks.BYTES, 3);
    }

    private static void quiet(DiskTier tier) throws InterruptedException {
        while (tier.figures().underWay() > 0) {
            Thread.sleep(Duration.ofNanos(50_000));
            tier.settle();
        }
    }

    private static boolean contains(DiskTier tier, int number) {
        BlockContent content = Blocks.content(number);
        return tier.contains(content.words(), 0, content.group());
    }

    private static boolean reads(DiskTier tier, int number) throws InterruptedException {
        MemorySegment target = Arena.ofAuto().allocate(Blocks.BYTES);
        List<Boolean> ends = new ArrayList<>();
        tier.read(Blocks.content(number), target, ends::add);
        quiet(tier);
        assertThat(ends).hasSize(1);
        assertThat(!ends.getFirst() || Blocks.holds(target, number)).isTrue();
        return ends.getFirst();
    }

    /** A set in the order of use: what was used last is at its end. */
    private static void use(SequencedSet<Integer> model, int number) {
        model.remove(number);
        model.add(number);
        if (model.size() > SLOTS) {
            model.removeFirst();
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void itIsALeastRecentlyUsedCacheThatSurvivesRestarts(long seed) throws Exception {
        Random random = new Random(seed);
        SequencedSet<Integer> model = new LinkedHashSet<>();
        DiskTier tier = open();
        for (int i = 0; i < 1500; i++) {
            int number = random.nextInt(3 * SLOTS);
            int choice = random.nextInt(1000);
            if (choice < 600) {
                tier.keep(Blocks.content(number), Blocks.memory(number));
                quiet(tier);
                use(model, number);
            } else if (choice < 990) {
                assertThat(contains(tier, number)).isEqualTo(model.contains(number));
                if (model.contains(number)) {
                    assertThat(reads(tier, number)).isTrue();
                    use(model, number);
                }
            } else if (choice < 992) {
                tier.clear();
                model.clear();
            } else {
                retire(tier, model);
                tier = open();
            }
        }
        for (int number = 0; number < 3 * SLOTS; number++) {
            assertThat(contains(tier, number)).isEqualTo(model.contains(number));
        }
        assertThat(tier.figures().droppedBlocks()).isZero();
        assertThat(tier.figures().failedReads()).isZero();
        retire(tier, model);
    }

    /** Ends and saves all that is known, what was used last first, as a host tier does that holds it too. */
    private static void retire(DiskTier tier, SequencedSet<Integer> model) {
        assertThat(tier.drain(PATIENCE)).isTrue();
        long stamp = tier.stamps(model.size());
        for (int number : model.reversed()) {
            tier.save(Blocks.content(number), Blocks.memory(number), stamp--);
        }
        tier.close();
    }

    /** Everything at once, with no wait between: contents are right or not there. Goes on until a slow disk, too, has read enough. */
    @Test
    void whatIsReadWhileOthersAreWrittenIsRight() throws Exception {
        Random random = new Random(9);
        DiskTier tier = open();
        Set<Integer> arrived = new HashSet<>();
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        for (int i = 0; i < 20_000 || (arrived.size() <= SLOTS && System.nanoTime() < deadline); i++) {
            int number = random.nextInt(3 * SLOTS);
            if (contains(tier, number) && random.nextBoolean()) {
                MemorySegment target = Arena.ofAuto().allocate(Blocks.BYTES);
                tier.read(Blocks.content(number), target, sound -> {
                    if (sound) {
                        arrived.add(number);
                        assertThat(Blocks.holds(target, number)).isTrue();
                    }
                });
            } else {
                tier.keep(Blocks.content(number), Blocks.memory(number));
            }
            if (random.nextInt(2000) == 0) {
                tier.clear();
            }
            tier.settle();
        }
        quiet(tier);
        assertThat(arrived).hasSizeGreaterThan(SLOTS);
        assertThat(tier.figures().failedReads()).isZero();
        assertThat(tier.drain(PATIENCE)).isTrue();
        tier.close();
    }

    /** A store that waits, or fails as a full disk does. */
    private static final class Troubled implements BlockStore {
        private final BlockStore store;
        private final CountDownLatch gate;
        private final int good;
        private final boolean failsReads;
        private int written;

        Troubled(BlockStore store, CountDownLatch gate, int good, boolean failsReads) {
            this.store = store;
            this.gate = gate;
            this.good = good;
            this.failsReads = failsReads;
        }

        @Override
        public byte[] key() {
            return store.key();
        }

        @Override
        public void load(Visitor visitor) throws IOException {
            store.load(visitor);
        }

        @Override
        public int write(int slot, BlockContent content, long stamp, ByteBuffer bytes) throws IOException {
            pass();
            if (written++ >= good) {
                throw new IOException("No space left on device");
            }
            return store.write(slot, content, stamp, bytes);
        }

        private void pass() throws IOException {
            try {
                gate.await();
            } catch (InterruptedException e) {
                throw new IOException(e);
            }
        }

        @Override
        public void restamp(int slot, BlockContent content, int crc, long stamp) throws IOException {
            store.restamp(slot, content, crc, stamp);
        }

        @Override
        public boolean read(int slot, BlockContent content, int crc, ByteBuffer target) throws IOException {
            if (failsReads) {
                throw new IOException("Input/output error");
            }
            return store.read(slot, content, crc, target);
        }

        @Override
        public void clear() throws IOException {
            store.clear();
        }

        @Override
        public void close() throws IOException {
            store.close();
        }
    }

    @Test
    void aFullDiskSwitchesItOff() throws Exception {
        DiskTier tier = new DiskTier(new Troubled(file(), new CountDownLatch(0), 3, false), SLOTS, Blocks.BYTES, 3);
        for (int number = 0; number < 10; number++) {
            tier.keep(Blocks.content(number), Blocks.memory(number));
        }
        quiet(tier);
        assertThat(tier.figures().isOff()).isTrue();
        assertThat(tier.size()).isZero();
        assertThat(contains(tier, 0)).isFalse();
        tier.keep(Blocks.content(20), Blocks.memory(20));
        assertThat(tier.figures().underWay()).isZero();
        tier.clear();
        assertThat(tier.drain(PATIENCE)).isTrue();
        tier.close();
    }

    @Test
    void aDiskThatCannotBeReadSwitchesItOff() throws Exception {
        DiskTier tier = new DiskTier(new Troubled(file(), new CountDownLatch(0), 30, true), SLOTS, Blocks.BYTES, 3);
        tier.keep(Blocks.content(1), Blocks.memory(1));
        quiet(tier);
        assertThat(contains(tier, 1)).isTrue();
        assertThat(reads(tier, 1)).isFalse();
        assertThat(tier.figures().isOff()).isTrue();
        assertThat(tier.figures().failedReads()).isEqualTo(1);
        assertThat(tier.drain(PATIENCE)).isTrue();
        tier.close();
    }

    @Test
    void aSlowDiskIsNotWaitedFor() throws Exception {
        CountDownLatch gate = new CountDownLatch(1);
        int slots = 1000;
        BlockFile file = BlockFile.open(directory, new StoreLayout(Blocks.BYTES, slots), Blocks.identity(1));
        DiskTier tier = new DiskTier(new Troubled(file, gate, slots, false), slots, Blocks.BYTES, 3);
        for (int number = 0; number < slots; number++) {
            tier.keep(Blocks.content(number), Blocks.memory(number));
        }
        assertThat(tier.figures().underWay()).isEqualTo(256);
        assertThat(tier.figures().droppedBlocks()).isEqualTo(slots - 256L);
        assertThat(contains(tier, 0)).as("not before it is written").isFalse();
        assertThat(tier.drain(Duration.ofMillis(50))).as("it hangs").isFalse();
        gate.countDown();
        quiet(tier);
        assertThat(contains(tier, 0)).isTrue();
        assertThat(tier.drain(PATIENCE)).isTrue();
        tier.close();
    }

    @Test
    void whatIsOnItsWayWhenAllIsForgottenStaysForgotten() throws Exception {
        CountDownLatch gate = new CountDownLatch(1);
        DiskTier tier = new DiskTier(new Troubled(file(), gate, SLOTS, false), SLOTS, Blocks.BYTES, 3);
        tier.keep(Blocks.content(1), Blocks.memory(1));
        tier.clear();
        gate.countDown();
        quiet(tier);
        assertThat(contains(tier, 1)).isFalse();
        tier.keep(Blocks.content(2), Blocks.memory(2));
        quiet(tier);
        assertThat(reads(tier, 2)).isTrue();
        assertThat(tier.drain(PATIENCE)).isTrue();
        tier.close();
        try (BlockFile file = file()) {
            List<BlockContent> left = new ArrayList<>();
            file.load((slot, entry) -> left.add(entry.content()));
            assertThat(left).containsExactly(Blocks.content(2));
        }
    }
}
