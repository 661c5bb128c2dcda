package dev.octavo.runtime.execute;

import dev.octavo.spi.BatchConstraints;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.IntConsumer;

/**
 * A model whose logits are a function of the whole token history, which it reads back from a cache of its own through slots and block tables: an error in any of them changes
 * the output or throws.
 */
public final class FakeModelRunner implements ModelRunner {

    private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT;
    private static final ValueLayout.OfFloat FLOAT = ValueLayout.JAVA_FLOAT;

    private final RunnerLimits limits;
    private final BatchConstraints constraints;
    private final int maxLogitRows;
    private final StepBatch batch;
    private final int[] cachedTokens;
    private final int[] cachedPositions;
    private final int[] writtenInStep;
    private final MemorySegment logits;
    private final boolean cheap;
    private boolean asynchronous;
    private boolean launched;
    private IntConsumer beforeStep = step -> {};
    private Optional<String> identity = Optional.empty();
    private int poisonToken = -1;
    private int steps;
    private long promptTokensComputed;
    private int mostSequences;
    private volatile boolean closed;

    /** A model with a context as long as the cache. */
    public FakeModelRunner(int vocabulary, int maxTokens, int maxSequences, int blockSize, int blocks) {
        this(
                new RunnerLimits(vocabulary, (blocks - 1) * blockSize, maxTokens, maxSequences, blockSize, blocks),
                BatchConstraints.none(),
                maxSequences,
                false);
    }

    /** @param cheap whether logits depend on the last token only and nothing is checked, for measurements */
    public FakeModelRunner(RunnerLimits limits, BatchConstraints constraints, int maxLogitRows, boolean cheap) {
        this.limits = limits;
        this.constraints = constraints;
        this.maxLogitRows = maxLogitRows;
        this.cheap = cheap;
        int width = Math.ceilDiv(limits.maxModelLength(), limits.blockSize()) + 1;
        this.batch = new StepBatch(
                limits.maxTokens(),
                limits.maxSequences(),
                width,
                limits.kvGroups().count());
        int slots = limits.blocks() * limits.blockSize();
        this.cachedTokens = new int[slots];
        this.cachedPositions = new int[slots];
        this.writtenInStep = new int[slots];
        this.logits = Arena.ofAuto().allocate(FLOAT, (long) maxLogitRows * limits.vocabularySize());
        Arrays.fill(cachedPositions, -1);
    }

    /** Called with the step's number before each step, on the step loop's thread; may throw. */
    public FakeModelRunner beforeStep(IntConsumer hook) {
        this.beforeStep = hook;
        return this;
    }

    /** Computes as late as it may: in {@link #await()}, from what the batch and the cache are then. */
    public FakeModelRunner asynchronous() {
        this.asynchronous = true;
        return this;
    }

    /** Blocks of runners with the same identity may stand for each other. */
    public FakeModelRunner identity(String text) {
        this.identity = Optional.of(text);
        return this;
    }

    @Override
    public Optional<String> cacheIdentity() {
        return identity;
    }

    @Override
    public boolean isAsynchronous() {
        return asynchronous;
    }

    /** Histories that hold this token give NaN. */
    public FakeModelRunner poison(int token) {
        this.poisonToken = token;
        return this;
    }

    @Override
    public RunnerLimits limits() {
        return limits;
    }

    @Override
    public BatchConstraints constraints() {
        return constraints;
    }

    @Override
    public int maxLogitRows() {
        return maxLogitRows;
    }

    @Override
    public StepBatch batch() {
        return batch;
    }

    /** Steps run so far. */
    public int steps() {
        return steps;
    }

    /** Tokens computed so far. */
    public long tokensComputed() {
        return promptTokensComputed;
    }

    /** Most sequences that shared a step. */
    public int mostSequences() {
        return mostSequences;
    }

    /** Whether it was closed. */
    public boolean isClosed() {
        return closed;
    }

    @Override
    public void launch() {
        require(!launched, "a step is launched while another one is in flight");
        launched = true;
        if (!asynchronous) {
            compute();
        }
    }

    @Override
    public MemorySegment await() {
        require(launched, "no step was launched");
        launched = false;
        if (asynchronous) {
            compute();
        }
        return logits;
    }

    private void compute() {
        try {
            computeBatch();
        } catch (RuntimeException failed) {
            launched = asynchronous && launched;
            throw failed;
        }
    }

    private void computeBatch() {
        beforeStep.accept(steps);
        steps++;
        require(!closed, "step after close");
        promptTokensComputed += batch.tokens();
        mostSequences = Math.max(mostSequences, batch.sequences());
        require(batch.tokens() <= limits.maxTokens() && batch.sequences() <= limits.maxSequences(), "batch too large");
        require(batch.logitRows() <= maxLogitRows, "too many rows of logits: " + batch.logitRows());
        if (cheap) {
            cheapLogits();
            return;
        }
        for (int i = 0; i < batch.sequences(); i++) {
            store(i);
        }
        int row = 0;
        for (int i = 0; i < batch.sequences(); i++) {
            row = logits(i, row);
        }
        require(row == batch.logitRows(), "rows of logits outside of sequences");
    }

    private void store(int sequence) {
        int start = at(batch.queryStart(), sequence);
        int end = at(batch.queryStart(), sequence + 1);
        int length = at(batch.sequenceLengths(), sequence);
        require(end > start, "a sequence without tokens");
        for (int i = start; i < end; i++) {
            int position = at(batch.positions(), i);
            require(position == length - (end - i), "position " + position + " of a sequence of " + length);
            for (int group = 0; group < batch.groups(); group++) {
                store(group, sequence, position, at(batch.slots(group), i), at(batch.tokenIds(), i));
            }
        }
    }

    private void store(int group, int sequence, int position, int slot, int token) {
        require(slot == slot(group, sequence, position), "slot does not follow from the block table");
        require(slot >= limits.blockSize(), "the null block is written");
        require(writtenInStep[slot] != steps, "a slot is written twice in a step");
        writtenInStep[slot] = steps;
        cachedTokens[slot] = token;
        cachedPositions[slot] = position;
    }

    private int logits(int sequence, int firstRow) {
        int row = firstRow;
        int end = at(batch.queryStart(), sequence + 1);
        while (row < batch.logitRows() && at(batch.logitTokens(), row) < end) {
            int position = at(batch.positions(), at(batch.logitTokens(), row));
            int[] history = history(sequence, position);
            float[] values = logits(history, history.length, limits.vocabularySize());
            for (int v = 0; v < values.length; v++) {
                boolean poisoned = poisonToken >= 0 && contains(history, poisonToken);
                logits.setAtIndex(FLOAT, (long) row * limits.vocabularySize() + v, poisoned ? Float.NaN : values[v]);
            }
            row++;
        }
        return row;
    }

    /** The tokens that the layers see which see most, read through every group's block table. */
    private int[] history(int sequence, int position) {
        int start = position;
        for (int group = 0; group < batch.groups(); group++) {
            start = Math.min(start, firstSeen(group, position));
        }
        int[] history = new int[position + 1 - start];
        Arrays.fill(history, -1);
        for (int group = 0; group < batch.groups(); group++) {
            for (int p = firstSeen(group, position); p <= position; p++) {
                int slot = slot(group, sequence, p);
                require(cachedPositions[slot] == p, "the cache holds another position than " + p);
                require(
                        history[p - start] < 0 || history[p - start] == cachedTokens[slot],
                        "groups hold different tokens at " + p);
                history[p - start] = cachedTokens[slot];
            }
        }
        return history;
    }

    private int firstSeen(int group, int position) {
        int window = limits.kvGroups().window(group);
        return window == 0 ? 0 : Math.max(0, position - window + 1);
    }

    private void cheapLogits() {
        for (int row = 0; row < batch.logitRows(); row++) {
            int token = at(batch.tokenIds(), at(batch.logitTokens(), row));
            int next = (token + 1) % limits.vocabularySize();
            logits.setAtIndex(FLOAT, (long) row * limits.vocabularySize() + token, 0);
            logits.setAtIndex(FLOAT, (long) row * limits.vocabularySize() + next, 1);
        }
    }

    private static boolean contains(int[] tokens, int token) {
        for (int one : tokens) {
            if (one == token) {
                return true;
            }
        }
        return false;
    }

    private int slot(int group, int sequence, int position) {
        long index = (long) sequence * batch.maxBlocksPerSequence() + position / limits.blockSize();
        return batch.blockTable(group).getAtIndex(INT, index) * limits.blockSize() + position % limits.blockSize();
    }

    /** Blocks go to the host as their tokens and positions; the copies take effect at once, as if the queue had run dry. */
    @Override
    public Optional<BlockCopier> blockCopier() {
        return Optional.of(new BlockCopier() {
            @Override
            public long blockBytes() {
                return 8L * limits.blockSize();
            }

            @Override
            public void toHost(int block, MemorySegment target) {
                require(!launched, "a block is copied while a step is in flight");
                for (int i = 0; i < limits.blockSize(); i++) {
                    int slot = block * limits.blockSize() + i;
                    target.setAtIndex(INT, 2L * i, cachedTokens[slot]);
                    target.setAtIndex(INT, 2L * i + 1, cachedPositions[slot]);
                }
            }

            @Override
            public void toDevice(int block, MemorySegment source) {
                require(!launched, "a block is copied while a step is in flight");
                for (int i = 0; i < limits.blockSize(); i++) {
                    int slot = block * limits.blockSize() + i;
                    cachedTokens[slot] = source.getAtIndex(INT, 2L * i);
                    cachedPositions[slot] = source.getAtIndex(INT, 2L * i + 1);
                }
            }
        });
    }

    private static int at(MemorySegment ints, int index) {
        return ints.getAtIndex(INT, index);
    }

    private static void require(boolean ok, String message) {
        if (!ok) {
            throw new AssertionError(message);
        }
    }

    /** The logits after a history, in [-4, 4). */
    public static float[] logits(int[] history, int length, int vocabulary) {
        long hash = 7;
        for (int i = 0; i < length; i++) {
            hash = (hash + history[i] + 1) * 0x9E3779B97F4A7C15L;
            hash ^= hash >>> 29;
        }
        float[] logits = new float[vocabulary];
        for (int v = 0; v < vocabulary; v++) {
            long mixed = (hash ^ v) * 0xBF58476D1CE4E5B9L;
            mixed = (mixed ^ (mixed >>> 31)) * 0x94D049BB133111EBL;
            logits[v] = (mixed >>> 40) * 0x1p-21f - 4;
        }
        return logits;
    }

    /** The greedy continuation, computed without an engine. */
    public static int[] greedy(int[] prompt, int count, int vocabulary) {
        int[] tokens = Arrays.copyOf(prompt, prompt.length + count);
        for (int i = prompt.length; i < tokens.length; i++) {
            float[] logits = logits(tokens, i, vocabulary);
            int best = 0;
            for (int v = 1; v < vocabulary; v++) {
                best = logits[v] > logits[best] ? v : best;
            }
            tokens[i] = best;
        }
        return Arrays.copyOfRange(tokens, prompt.length, tokens.length);
    }

    @Override
    public void close() {
        closed = true;
    }
}
