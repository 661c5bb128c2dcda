package dev.octavo.runtime.schedule;

import dev.octavo.runtime.kv.HashChain;
import dev.octavo.runtime.kv.SequenceBlocks;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * One output that is being written: its tokens, how many of them have keys and values in the cache, and its place in the schedule. There is no phase: a
 * sequence whose {@link #computed()} lags behind its {@link #length()} has tokens to compute.
 *
 * <p>Belongs to the step loop, except that {@link #tokens()} may be read by any thread up to a length that the step loop published.
 */
public class Sequence {

    /** Where a sequence is. */
    enum Place {
        OUTSIDE,
        WAITING,
        FETCHING,
        RUNNING
    }

    private static final int HEADROOM = 64;

    private final int priority;
    private final long arrival;
    private final int choice;
    private final int promptLength;
    private final boolean promptLogits;
    private final SequenceBlocks blocks;
    private volatile int[] tokens;
    private int length;
    private int computed;
    private int pending;
    private int pendingRow;
    private int prefill;
    private int promptLogitsDone;
    private int cachedTokens = -1;
    private int tierTokens;
    private Place place = Place.OUTSIDE;
    private int heapIndex = -1;

    /**
     * @param prompt at least one token; must not change, and is copied only when the first token is added to it
     * @param priority lower goes first, if the scheduler looks at priorities
     * @param arrival number of the request, rising
     * @param choice which output of the request
     * @param promptLogits whether the logits of all prompt positions are wanted
     * @param chain under which full blocks are shared, or null
     */
    public Sequence(
            int[] prompt, int priority, long arrival, int choice, boolean promptLogits, @Nullable HashChain chain) {
        this.tokens = prompt;
        this.length = prompt.length;
        this.promptLength = prompt.length;
        this.priority = priority;
        this.arrival = arrival;
        this.choice = choice;
        this.promptLogits = promptLogits;
        this.blocks = new SequenceBlocks(chain);
    }

    /** Lower goes first under the priority policy. */
    public final int priority() {
        return priority;
    }

    /** Number of the request, rising. */
    public final long arrival() {
        return arrival;
    }

    /** Which output of the request. */
    public final int choice() {
        return choice;
    }

    /** Tokens of the prompt. */
    public final int promptLength() {
        return promptLength;
    }

    /** Prompt and output; valid up to {@link #length()}. A token never changes. */
    public final int[] tokens() {
        return tokens;
    }

    /** Tokens known: prompt and output. */
    public final int length() {
        return length;
    }

    /** Tokens of the output. */
    public final int outputLength() {
        return length - promptLength;
    }

    /** Tokens whose keys and values are in the cache, or will be once the steps in flight are done. */
    public final int computed() {
        return computed;
    }

    /** The row of the logits from which the step that was launched last chooses a token; meaningless if it chooses none. */
    final int pendingRow() {
        return pendingRow;
    }

    /** {@link #length()} once the steps in flight are done. */
    final int expectedLength() {
        return length + pending;
    }

    /** Whether the step in flight brings the last token that this sequence will have, so that nothing needs to be planned behind it. */
    final boolean endsWithStepInFlight() {
        return pending > 0 && isLast(length + pending);
    }

    /** Whether a sequence of this length is certainly at its end, whatever its last token is. */
    protected boolean isLast(int lengthThen) {
        return false;
    }

    /** Prompt tokens that were found in the prefix cache when the sequence first ran; -1 before. */
    public final int cachedTokens() {
        return cachedTokens;
    }

    /** Of those, how many came back from the second tier. */
    public final int tierTokens() {
        return tierTokens;
    }

    /** Prompt positions whose logits are wanted and were delivered already. */
    public final int promptLogitsDone() {
        return promptLogitsDone;
    }

    /** Logits of the prompt positions before {@code position} were delivered. */
    public final void promptLogitsDone(int position) {
        promptLogitsDone = position;
    }

    /** Whether logits of prompt positions are still missing. */
    public final boolean missesPromptLogits() {
        return promptLogits && promptLogitsDone < promptLength - 1;
    }

    /** Adds a token of the output. */
    public final void append(int token) {
        int[] array = tokens;
        if (length == array.length) {
            array = Arrays.copyOf(array, length + Math.max(HEADROOM, length / 2));
            tokens = array;
        }
        array[length++] = token;
        pending = Math.max(0, pending - 1);
    }

    final int firstPromptRow() {
        return Math.max(computed, promptLogitsDone);
    }

    /** Prompt positions among the next {@code count} tokens whose logits are wanted. */
    final int promptRows(int count) {
        if (!missesPromptLogits()) {
            return 0;
        }
        return Math.max(0, Math.min(computed + count, promptLength - 1) - firstPromptRow());
    }

    final boolean prefilling() {
        return computed < prefill;
    }

    final SequenceBlocks blocks() {
        return blocks;
    }

    final Place place() {
        return place;
    }

    final void place(Place value) {
        place = value;
    }

    final int heapIndex() {
        return heapIndex;
    }

    final void heapIndex(int index) {
        heapIndex = index;
    }

    final void admitted(int cached, int fromTier) {
        computed = cached;
        prefill = expectedLength();
        if (cachedTokens < 0) {
            cachedTokens = cached;
            tierTokens = fromTier;
        }
    }

    final void launched(SequenceShare share, int firstRow) {
        computed = share.end();
        if (share.samples()) {
            pending++;
            pendingRow = firstRow + share.promptRows();
        }
    }

    final void preempted() {
        computed = 0;
    }

    final boolean before(Sequence other, boolean priorities) {
        if (priorities && priority != other.priority) {
            return priority < other.priority;
        }
        return arrival != other.arrival ? arrival < other.arrival : choice < other.choice;
    }
}
