package dev.octavo.runtime.execute;

import dev.octavo.spi.BatchConstraints;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.IntConsumer;
import java.util.stream.IntStream;

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
    private final List<Launched> turns;
    private final ArrayDeque<Launched> launched = new ArrayDeque<>();
    private final List<Runnable> copies = new ArrayList<>();
    private final int[] drawnTokens;
    private final int[] cachedTokens;
    private final int[] cachedPositions;
    private final int[] writtenInStep;
    private final MemorySegment logits;
    private final boolean cheap;
    private boolean asynchronous;
    private boolean feeding;
    private StepBatch batch;
    private IntConsumer beforeStep = step -> {};
    private IntConsumer beforeLaunch = step -> {};
    private Optional<String> identity = Optional.empty();
    private int poisonToken = -1;
    private Optional<Device> device = Optional.empty();
    private Optional<RowDraws> drawn = Optional.empty();
    private int drawnRows;
    private int left;
    private int steps;
    private int launches;
    private int ahead;
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
        this.turns = IntStream.range(0, 2)
                .mapToObj(i -> new Launched(new StepBatch(
                        limits.maxTokens(),
                        limits.maxSequences(),
                        width,
                        limits.kvGroups().count())))
                .toList();
        this.batch = turns.getFirst().batch;
        this.drawnTokens = new int[maxLogitRows];
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

    /** Called with the launch's number before each launch; may throw. */
    public FakeModelRunner beforeLaunch(IntConsumer hook) {
        this.beforeLaunch = hook;
        return this;
    }

    /** Lets a step be launched before the one ahead of it is awaited, if it is given something to draw with. */
    public FakeModelRunner feeding() {
        this.feeding = true;
        return asynchronous();
    }

    /** A step that was not computed yet, or one of the two that take turns. */
    private static final class Launched {
        private final StepBatch batch;
        private Optional<RowDraws> draws = Optional.empty();
        private List<Runnable> copies = List.of();

        Launched(StepBatch batch) {
            this.batch = batch;
        }
    }

    private Launched next() {
        return launched.isEmpty() ? turns.getFirst() : turns.get(1 - turns.indexOf(launched.getLast()));
    }

    /** What chooses tokens on the device. */
    public interface Device {
        /** The token of a row, of which the draws say how to choose. */
        int draw(MemorySegment logits, int row, RowDraws draws);
    }

    /** Lets the device choose where it is asked to; the host finds nothing but NaN in those rows. */
    public FakeModelRunner drawing(Device chooser) {
        device = Optional.of(chooser);
        turns.forEach(turn -> turn.draws = Optional.of(new RowDraws(maxLogitRows)));
        return this;
    }

    @Override
    public int maxStepsInFlight() {
        return feeding && device.isPresent() ? 2 : 1;
    }

    @Override
    public Optional<RowDraws> draws() {
        return next().draws;
    }

    @Override
    public Optional<RowDraws> drawn() {
        return drawn;
    }

    /** Rows that the device drew. */
    public int drawnRows() {
        return drawnRows;
    }

    /** Steps that were launched while another one was in flight. */
    public int ahead() {
        return ahead;
    }

    /** Rows that came to the host. */
    public int left() {
        return left;
    }

    private void draw(Device chooser, RowDraws asked) {
        long width = 4L * limits.vocabularySize();
        for (int row = 0; row < batch.logitRows(); row++) {
            if (asked.isWanted(row)) {
                drawnRows++;
                drawnTokens[row] = chooser.draw(logits, row, asked);
                asked.tokens().setAtIndex(INT, row, drawnTokens[row]);
                logits.asSlice(row * width, width).fill((byte) 0xff);
            } else {
                left++;
            }
        }
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
        return next().batch;
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
        require(launched.size() < maxStepsInFlight(), "a step is launched while others are in flight");
        beforeLaunch.accept(launches++);
        Launched step = next();
        require(step.batch.drawnTokens() == 0 || launched.size() == 1, "tokens of no step are taken");
        step.copies = copies.isEmpty() ? List.of() : List.copyOf(copies);
        copies.clear();
        if (!asynchronous) {
            compute(step);
        }
        ahead += launched.size();
        launched.add(step);
    }

    @Override
    public MemorySegment await() {
        require(!launched.isEmpty(), "no step was launched");
        Launched step = launched.remove();
        if (asynchronous) {
            compute(step);
        }
        drawn = step.draws;
        if (device.isPresent() && drawn.isPresent()) {
            draw(device.get(), drawn.get());
        }
        return logits;
    }

    private void compute(Launched step) {
        batch = step.batch;
        step.copies.forEach(Runnable::run);
        computeBatch();
    }

    private int token(int index) {
        int token = at(batch.tokenIds(), index);
        return token < 0 ? drawnTokens[~token] : token;
    }

    private void computeBatch() {
        try {
            beforeStep.accept(steps);
        } catch (RuntimeException failed) {
            // A step that fails may have stored its tokens, which the one behind it reads.
            if (feeding) {
                steps++;
                storeAll();
            }
            throw failed;
        }
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
        storeAll();
        int row = 0;
        for (int i = 0; i < batch.sequences(); i++) {
            row = logits(i, row);
        }
        require(row == batch.logitRows(), "rows of logits outside of sequences");
    }

    private void storeAll() {
        for (int i = 0; i < batch.sequences(); i++) {
            store(i);
        }
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
                store(group, sequence, position, at(batch.slots(group), i), token(i));
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
            int token = token(at(batch.logitTokens(), row));
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

    /** Blocks go to the host as their tokens and positions; the copies take effect at the start of the step that is launched behind them, or where they are waited for. */
    @Override
    public Optional<BlockCopier> blockCopier() {
        return Optional.of(new BlockCopier() {
            @Override
            public long blockBytes() {
                return 8L * limits.blockSize();
            }

            @Override
            public void toHost(int block, MemorySegment target) {
                copies.add(() -> {
                    for (int i = 0; i < limits.blockSize(); i++) {
                        int slot = block * limits.blockSize() + i;
                        target.setAtIndex(INT, 2L * i, cachedTokens[slot]);
                        target.setAtIndex(INT, 2L * i + 1, cachedPositions[slot]);
                    }
                });
            }

            @Override
            public void toDevice(int block, MemorySegment source) {
                copies.add(() -> {
                    for (int i = 0; i < limits.blockSize(); i++) {
                        int slot = block * limits.blockSize() + i;
                        cachedTokens[slot] = source.getAtIndex(INT, 2L * i);
                        cachedPositions[slot] = source.getAtIndex(INT, 2L * i + 1);
                    }
                });
            }

            @Override
            public void await() {
                require(launched.isEmpty(), "copies are waited for while a step is in flight");
                copies.forEach(Runnable::run);
                copies.clear();
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
