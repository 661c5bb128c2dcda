package dev.octavo.runtime.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import dev.octavo.runtime.execute.KvGroups;
import dev.octavo.runtime.execute.RowDraws;
import dev.octavo.runtime.kv.BlockHasher;
import dev.octavo.runtime.kv.BlockIndex;
import dev.octavo.runtime.kv.BlockManager;
import dev.octavo.runtime.kv.BlockTier;
import dev.octavo.runtime.kv.SequenceBlocks;
import dev.octavo.runtime.kv.event.BlockHash;
import dev.octavo.runtime.kv.event.KvEvent;
import dev.octavo.runtime.kv.event.KvEventListener;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;

/**
 * A scheduler under random operations beside a naive model that shares no code with it: the model knows which sequences live, and keeps what every slot of the cache holds as (group, salt, all tokens
 * up to there), so that a block table that is wrong, a block that is shared by unequal prefixes, or one that is given away too early shows as a wrong content.
 */
final class RandomSchedule {

    private static final int ALPHABET = 3;
    private static final int LONGEST = 60;

    private final Random random;
    private final int blockSize;
    private final SchedulerConfig config;
    private final boolean overlap;
    private final boolean sharing;
    private final KvGroups groups;
    private final BlockHasher hasher;
    private final BlockManager blocks;
    private final Scheduler<Live> scheduler;
    private final long[] slots;
    private final List<Live> living = new ArrayList<>();
    private final Map<String, Integer> cachedByEvents = new HashMap<>();
    private final ModelTier tier = new ModelTier();
    private final RowDraws allDrawn;
    private long arrivals;
    private int inFlight;
    private final List<Read> unread = new ArrayList<>();
    long submitted;
    long ahead;
    long over;
    long hits;
    long resets;
    long dropped;
    long brought;

    /** A sequence with what the model knows of it. */
    private static final class Live extends Sequence {
        private final String salt;
        private final int last;
        private final long[] contents = new long[LONGEST + 2];
        private int contentsKnown;

        Live(int[] prompt, int priority, long arrival, String salt, int last, BlockHasher hasher, boolean sharing) {
            super(prompt, priority, arrival, 0, false, sharing ? hasher.chain(salt) : null);
            this.salt = salt;
            this.last = last;
        }

        @Override
        protected boolean isLast(int lengthThen) {
            return lengthThen >= last;
        }

        /** Stands for the keys and values of a group: its layers, the salt and all tokens up to a position. */
        long content(int group, int position) {
            for (; contentsKnown <= position; contentsKnown++) {
                long before = contentsKnown == 0 ? salt.hashCode() + 1L : contents[contentsKnown - 1];
                long content = before * 0x9E3779B97F4A7C15L + tokens()[contentsKnown] + 1;
                contents[contentsKnown] = content ^ (content >>> 32);
            }
            return contents[position] * 31 + group;
        }
    }

    /** A share of a step that was launched before its last token was known: where it writes and reads, as the block table was then. */
    private record Read(Live sequence, int group, int first, int start, int[] slots) {}

    RandomSchedule(long seed) {
        random = new Random(seed);
        blockSize = 1 << random.nextInt(4);
        List<KvGroups> kinds =
                List.of(KvGroups.single(), KvGroups.of(7), KvGroups.of(0, 5), KvGroups.of(1), KvGroups.of(9, 0, 17));
        groups = kinds.get((int) (seed % kinds.size()));
        overlap = random.nextBoolean();
        sharing = random.nextInt(4) > 0;
        int maxSequences = 1 + random.nextInt(8);
        boolean chunked = random.nextInt(4) > 0;
        int maxTokens = chunked ? maxSequences + random.nextInt(30) : LONGEST + 10;
        config = new SchedulerConfig(
                random.nextBoolean(),
                maxSequences,
                maxTokens,
                maxSequences,
                chunked,
                chunked && random.nextBoolean() ? 1 + random.nextInt(20) : 0,
                random.nextInt(3),
                random.nextInt(4) > 0);
        int ahead = overlap ? 2 * maxTokens : maxTokens;
        int fewest = (int) groups.peak(LONGEST, blockSize, ahead);
        int pool = 1 + fewest + random.nextInt(2 * fewest);
        hasher = BlockHasher.random(blockSize);
        boolean tiered = sharing && random.nextInt(3) == 0;
        blocks = new BlockManager(pool, blockSize, hasher.fork(), groups, ahead, tiered ? tier : BlockTier.NONE);
        blocks.listener(new Ledger());
        scheduler = new Scheduler<>(config, blocks);
        slots = new long[pool * blockSize];
        allDrawn = new RowDraws(maxSequences);
        allDrawn.want(maxSequences - 1, 0, 0, 1, 0, 0);
        for (int row = 0; row < maxSequences; row++) {
            allDrawn.want(row, 0, 0, 1, 0, 0);
        }
    }

    /** A second tier whose copies take effect when the next step is launched, in the order in which they were asked for. */
    private final class ModelTier implements BlockTier {
        private static final int SLOTS = 12;

        private final BlockIndex index = new BlockIndex(SLOTS);
        private final int[] pins = new int[SLOTS];
        private final long[][] contents = new long[SLOTS][];
        private final List<Runnable> copies = new ArrayList<>();

        @Override
        public int find(long[] words, int at, int group) {
            return index.find(words, at, group);
        }

        @Override
        public void pin(int slot) {
            pins[slot]++;
        }

        @Override
        public void bring(int slot, int block) {
            pins[slot]--;
            index.touch(slot);
            brought++;
            copies.add(() -> System.arraycopy(contents[slot], 0, slots, block * blockSize, blockSize));
        }

        @Override
        public void keep(int block, long[] words, int at, int group) {
            if (index.find(words, at, group) >= 0 || pins[index.leastRecentlyUsed()] > 0) {
                return;
            }
            int slot = index.leastRecentlyUsed();
            index.replace(slot, words, at, group);
            copies.add(() -> contents[slot] = Arrays.copyOfRange(slots, block * blockSize, (block + 1) * blockSize));
        }

        @Override
        public void clear() {
            index.clear();
        }

        void launch() {
            copies.forEach(Runnable::run);
            copies.clear();
        }
    }

    /** What a router would know. */
    private final class Ledger implements KvEventListener {
        @Override
        public void accept(KvEvent event) {
            switch (event) {
                case KvEvent.BlockStored stored -> {
                    assertThat(stored.tokens()).hasSize(stored.blocks().size() * blockSize);
                    stored.blocks().forEach(hash -> cachedByEvents.merge(key(hash, stored.group()), 1, Integer::sum));
                }
                case KvEvent.BlockRemoved removed ->
                    assertThat(cachedByEvents.compute(
                                    key(removed.block(), removed.group()),
                                    (key, count) -> count == null || count == 1 ? null : Integer.valueOf(count - 1)))
                            .satisfiesAnyOf(
                                    left -> assertThat(left).isNull(),
                                    left -> assertThat(left).isPositive());
                case KvEvent.AllBlocksCleared cleared -> cachedByEvents.clear();
            }
        }

        private String key(BlockHash hash, int group) {
            return group + ":" + hash;
        }

        @Override
        public void endOfStep() {}
    }

    /** Does one random thing and checks everything. */
    void operate() {
        int choice = random.nextInt(100);
        if (choice < 25) {
            if (living.size() < 20) {
                submit();
            }
        } else if (choice < 30) {
            abort();
        } else if (choice < 32) {
            reset();
        } else {
            turn();
        }
        check();
    }

    private void submit() {
        int length = 1 + random.nextInt(LONGEST - 10);
        // Prompts begin alike, so that prefixes meet.
        int alike = random.nextInt(length + 1);
        int[] prompt = IntStream.range(0, length)
                .map(i -> i < alike ? i % ALPHABET : random.nextInt(ALPHABET))
                .toArray();
        int last = length + 1 + random.nextInt(LONGEST - length);
        String salt = random.nextInt(3) == 0 ? "other" : "";
        Live sequence = new Live(prompt, random.nextInt(3), arrivals++, salt, last, hasher.fork(), sharing);
        living.add(sequence);
        submitted++;
        scheduler.add(sequence);
    }

    private void abort() {
        if (!living.isEmpty()) {
            end(living.get(random.nextInt(living.size())));
        }
    }

    private void end(Live sequence) {
        scheduler.finish(sequence);
        assertThat(living.remove(sequence)).isTrue();
        over++;
    }

    private void reset() {
        boolean resetRunning = random.nextBoolean();
        boolean nobody = blocks.pool().used() == 0;
        boolean done = scheduler.resetPrefixes(resetRunning);
        assertThat(done).isEqualTo(resetRunning || nobody);
        if (done) {
            assertThat(blocks.pool().cached()).isZero();
            assertThat(blocks.pool().used()).isZero();
            assertThat(resetRunning ? scheduler.running() : 0).isZero();
            resets++;
        }
    }

    /** Goes on by a step as the step loop does: if steps overlap, the next is planned before the tokens of the one in flight are known. */
    void turn() {
        if (inFlight == 0) {
            if (scheduler.hasWork()) {
                plan();
                assertThat(scheduler.plan().isEmpty() && !scheduler.plan().preempted())
                        .as("work, but no plan")
                        .isFalse();
                launch();
            }
            if (overlap) {
                return;
            }
        } else if (scheduler.hasWork()) {
            plan();
            boolean drawn = random.nextInt(4) > 0;
            if (overlap && drawn && scheduler.mayGoBehind(allDrawn)) {
                launch();
            }
        }
        if (inFlight > 0) {
            complete();
            if (overlap && inFlight == 0) {
                launch();
            }
        }
    }

    private void plan() {
        List<Live> waitingBefore = new ArrayList<>();
        scheduler.waitingSequences().forEach(waitingBefore::add);
        StepPlan<Live> plan = scheduler.schedule();
        assertThat(plan.tokens()).isLessThanOrEqualTo(config.maxTokens());
        assertThat(plan.sequences()).doesNotHaveDuplicates().hasSizeLessThanOrEqualTo(config.maxSequences());
        List<Live> admitted = waitingBefore.stream()
                .filter(sequence -> sequence.place() == Sequence.Place.RUNNING)
                .toList();
        if (plan.preempted() && config.mixed()) {
            assertThat(admitted).as("a step that preempted admits nobody").isEmpty();
        }
        admitted.stream()
                .max(order())
                .ifPresent(latest -> assertThat(waitingBefore)
                        .filteredOn(sequence -> order().compare(sequence, latest) < 0)
                        .as("nobody is overtaken")
                        .allMatch(sequence -> sequence.place() == Sequence.Place.RUNNING));
        admitted.forEach(sequence -> hits += Math.max(0, sequence.computed()));
    }

    private Comparator<Sequence> order() {
        return (a, b) -> a.before(b, config.priorities()) ? -1 : b.before(a, config.priorities()) ? 1 : 0;
    }

    private void launch() {
        StepPlan<Live> plan = scheduler.plan();
        if (plan.isEmpty()) {
            return;
        }
        tier.launch();
        for (int i = 0; i < plan.sequences().size(); i++) {
            read(plan.sequences().get(i), plan.share(i));
        }
        scheduler.launched();
        if (inFlight++ == 0) {
            compute();
        } else {
            ahead++;
        }
    }

    private void read(Live sequence, SequenceShare share) {
        assertThat(share.count()).as("tokens of a share").isPositive();
        for (int group = 0; group < groups.count(); group++) {
            for (int position = share.start(); position < share.end(); position++) {
                assertThat(blocks.pool().references(slot(sequence.blocks(), group, position) / blockSize))
                        .as("written by its only holder")
                        .isEqualTo(1);
            }
            int window = groups.window(group);
            int first = window == 0 ? 0 : Math.max(0, share.start() - window + 1);
            int[] places = new int[share.end() - first];
            for (int i = 0; i < places.length; i++) {
                places[i] = slot(sequence.blocks(), group, first + i);
            }
            unread.add(new Read(sequence, group, first, share.start(), places));
        }
    }

    /** What the device does: stores the tokens, and reads all that they see. A token of a sequence that ended before it got it is anything. */
    private void compute() {
        for (Read read : unread) {
            for (int position = read.start; position < read.first + read.slots.length; position++) {
                read(read, position, true);
            }
        }
        for (Read read : unread) {
            for (int position = read.first; position < read.first + read.slots.length; position++) {
                read(read, position, false);
            }
        }
        unread.clear();
    }

    private void read(Read read, int position, boolean write) {
        boolean known = position < read.sequence.length();
        long content = known ? read.sequence.content(read.group, position) : -1 - position;
        int slot = read.slots[position - read.first];
        if (write) {
            slots[slot] = content;
        } else if (slots[slot] != content) {
            throw new AssertionError("position " + position + " of group " + read.group + " holds something else");
        }
    }

    private int slot(SequenceBlocks table, int group, int position) {
        int block = table.ids(group)[position / blockSize];
        if (position / blockSize >= table.count() || block == 0) {
            throw new AssertionError("no block for position " + position + " of group " + group);
        }
        return block * blockSize + position % blockSize;
    }

    private void complete() {
        StepPlan<Live> done = scheduler.inFlight();
        List<Live> sampled = new ArrayList<>();
        for (int i = 0; i < done.sequences().size(); i++) {
            Live sequence = done.sequences().get(i);
            if (done.share(i).samples() && living.contains(sequence)) {
                sequence.append(random.nextInt(ALPHABET));
                sampled.add(sequence);
            }
        }
        scheduler.completed();
        inFlight--;
        for (Live sequence : sampled) {
            if (sequence.isLast(sequence.length()) || random.nextInt(40) == 0) {
                end(sequence);
            }
        }
        compute();
    }

    private void check() {
        SchedulerInvariants.check(scheduler);
        List<Sequence> known = new ArrayList<>();
        scheduler.runningSequences().forEach(known::add);
        long empty = 0;
        int promised = 0;
        for (Sequence sequence : known) {
            SequenceBlocks table = sequence.blocks();
            int windowed = 0;
            for (int group = 0; group < groups.count(); group++) {
                windowed += table.dropped(group);
            }
            dropped += windowed > 0 ? 1 : 0;
            empty += (long) groups.count() * (table.count() * blockSize - sequence.computed());
            promised += sequence.prefilling() ? 1 : 0;
        }
        assertThat(blocks.emptySlots()).as("slots without a token").isEqualTo(empty);
        assertThat(promised == 0 ? blocks.promised() : 0)
                .as("promises of nobody")
                .isZero();
        scheduler.waitingSequences().forEach(known::add);
        assertThat(known).as("no request is lost").hasSameSizeAs(living);
        assertThat(new HashSet<>(known)).as("no request is lost").isEqualTo(new HashSet<Sequence>(living));
        assertThat(cachedByEvents.values().stream().mapToInt(Integer::intValue).sum())
                .as("what the events told")
                .isEqualTo(blocks.pool().cached());
    }

    /** Lets everything end. */
    void drain() {
        for (int i = 0; !living.isEmpty() || inFlight > 0; i++) {
            assertThat(i).as("turns until all are over").isLessThan(20 * 60 * (LONGEST + 1));
            turn();
            check();
        }
        assertThat(over).isEqualTo(submitted);
        assertThat(blocks.pool().used()).isZero();
        assertThat(blocks.pool().free()).isEqualTo(blocks.pool().usable());
        assertThat(blocks.promised()).isZero();
        assertThat(blocks.emptySlots()).isZero();
    }

    long preemptions() {
        return scheduler.preemptions();
    }
}
