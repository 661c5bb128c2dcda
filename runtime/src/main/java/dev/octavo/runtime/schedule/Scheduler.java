package dev.octavo.runtime.schedule;

import dev.octavo.runtime.execute.RowDraws;
import dev.octavo.runtime.kv.BlockManager;
import dev.octavo.runtime.schedule.Sequence.Place;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Hands out each step's token budget: first to running sequences that decode, then to those that still compute their prompt, then to waiting ones. A sequence is admitted if the blocks of all its known tokens
 * fit beside what was promised to others; it takes them as its steps need them. If there is none, the least urgent running sequence gives its blocks back and waits again; it computes its tokens
 * anew later (preemption by recomputation). A step that preempted admits nobody.
 *
 * <p>A sequence whose prefix lies in a slow place waits aside until it was fetched, and those behind it overtake it; then it has its place in the queue again.
 *
 * <p>A step may be planned while the one before it runs: sequences in flight count as if that step were done and had brought them a token. Blocks that become free meanwhile may be
 * given away at once, because a device runs its steps in order. It may also be launched before that step is done, whose tokens are then not among the sequences' yet; what it computes of a sequence
 * that has ended counts for nothing.
 *
 * <p>Not thread-safe: belongs to the step loop.
 */
public final class Scheduler<S extends Sequence> {

    private final SchedulerConfig config;
    private final BlockManager blocks;
    private final WaitingQueue<S> waiting;
    private final RunningList<S> running;
    private final List<S> fetching = new ArrayList<>();
    private StepPlan<S> plan;
    private StepPlan<S> inFlight;
    private StepPlan<S> behind;
    private final PrefixStats prefixStats = new PrefixStats();
    private long preemptions;
    private boolean lastWasPrefill;
    private @Nullable S stuck;
    private long stuckSince;

    /** An empty schedule over a pool of blocks. */
    public Scheduler(SchedulerConfig config, BlockManager blocks) {
        this.config = config;
        this.blocks = blocks;
        this.waiting = new WaitingQueue<>(config.priorities());
        this.running = new RunningList<>(config.priorities());
        this.plan = new StepPlan<>(config.maxTokens(), config.maxLogitRows());
        this.inFlight = new StepPlan<>(config.maxTokens(), config.maxLogitRows());
        this.behind = new StepPlan<>(config.maxTokens(), config.maxLogitRows());
    }

    /** Queues a sequence. */
    public void add(S sequence) {
        sequence.place(Place.WAITING);
        waiting.add(sequence);
    }

    /** Takes a sequence out, wherever it is, and frees its blocks. */
    public void finish(S sequence) {
        switch (sequence.place()) {
            case WAITING -> {
                waiting.remove(sequence);
                blocks.forget(sequence.blocks());
            }
            case FETCHING -> {
                fetching.remove(sequence);
                blocks.forget(sequence.blocks());
            }
            case RUNNING -> {
                plan.remove(sequence);
                running.remove(sequence);
                blocks.release(sequence.blocks());
            }
            case OUTSIDE -> {}
        }
        sequence.place(Place.OUTSIDE);
    }

    /** Decides what the next step computes. Whoever finishes until the launch is taken out of the plan again. */
    public StepPlan<S> schedule() {
        plan.clear();
        blocks.settle();
        if (!fetching.isEmpty()) {
            callBack();
        }
        if (config.mixed()) {
            decode();
            prefill();
        } else if (lastWasPrefill) {
            decode();
            lastWasPrefill = plan.isEmpty();
            if (plan.isEmpty()) {
                prefill();
            }
        } else {
            prefill();
            lastWasPrefill = !plan.isEmpty();
            if (plan.isEmpty()) {
                decode();
            }
        }
        return plan;
    }

    /** Puts those back into the queue that need not wait aside any longer. */
    private void callBack() {
        for (int i = fetching.size() - 1; i >= 0; i--) {
            S sequence = fetching.get(i);
            if (blocks.arrived(sequence.blocks())) {
                fetching.remove(i);
                add(sequence);
            }
        }
    }

    /** What was planned last and not launched. */
    public StepPlan<S> plan() {
        return plan;
    }

    /** The plan was given to the device, behind the step in flight if there is one. */
    public void launched() {
        StepPlan<S> launched = plan;
        if (inFlight.isEmpty()) {
            plan = inFlight;
            inFlight = launched;
        } else {
            plan = behind;
            behind = launched;
        }
        int row = 0;
        for (int i = 0; i < launched.sequences().size(); i++) {
            SequenceShare share = launched.share(i);
            launched.sequences().get(i).launched(share, row);
            row += share.rows();
        }
    }

    /** What the device is computing; empty between {@link #completed()} and {@link #launched()}. */
    public StepPlan<S> inFlight() {
        return inFlight;
    }

    /** What the device computes behind that; empty unless it was launched before that was done. */
    public StepPlan<S> behind() {
        return behind;
    }

    /**
     * Whether what is planned could be launched behind the step in flight, which has not brought its tokens yet.
     *
     * @param drawn what that step has the device draw
     */
    public boolean mayGoBehind(RowDraws drawn) {
        for (int i = 0; i < plan.sequences().size(); i++) {
            S sequence = plan.sequences().get(i);
            if (plan.share(i).endsUnknown(sequence) && !drawn.isWanted(sequence.pendingRow())) {
                return false;
            }
        }
        return behind.isEmpty();
    }

    /** The step in flight is done: what it computed is in the cache. The one behind it is in flight now. */
    public void completed() {
        for (int i = 0; i < inFlight.sequences().size(); i++) {
            S sequence = inFlight.sequences().get(i);
            SequenceShare share = inFlight.share(i);
            if (share.holds(sequence)) {
                blocks.computed(sequence.blocks(), sequence.tokens(), share.end());
            }
        }
        inFlight.clear();
        StepPlan<S> next = behind;
        behind = inFlight;
        inFlight = next;
        blocks.endOfStep();
    }

    /** The step that was launched last will not bring anything; those who took part in it have been finished. */
    public void launchFailed() {
        (behind.isEmpty() ? inFlight : behind).clear();
        blocks.endOfStep();
    }

    /** Forgets what was planned and not launched. */
    public void discard() {
        plan.clear();
    }

    /** Sequences that only lack their last token come before all prefill, so that running streams keep flowing. */
    private void decode() {
        running.rewind();
        while (running.hasNext() && plan.tokensLeft() > 0) {
            S sequence = running.next();
            if (!sequence.prefilling() && !sequence.endsWithStepInFlight()) {
                resume(sequence);
            }
        }
    }

    private void prefill() {
        running.rewind();
        while (running.hasNext() && plan.tokensLeft() > 0) {
            S sequence = running.next();
            if (sequence.prefilling()) {
                resume(sequence);
            }
        }
        if (!plan.preempted()) {
            admit();
        }
    }

    @SuppressWarnings("ReferenceEquality") // sequences have identity
    private void resume(S sequence) {
        int count = chunk(sequence, sequence.expectedLength() - sequence.computed(), running.behind());
        while (!blocks.grow(sequence.blocks(), sequence.computed() + count)) {
            S victim = running.victim();
            preempt(victim);
            if (victim == sequence) {
                return;
            }
        }
        plan.add(sequence, count);
    }

    private void preempt(S victim) {
        plan.remove(victim);
        plan.notePreemption();
        running.remove(victim);
        blocks.release(victim.blocks());
        victim.preempted();
        add(victim);
        preemptions++;
    }

    private void admit() {
        while (!waiting.isEmpty()
                && running.size() < config.maxSequences()
                && plan.tokensLeft() > 0
                && plan.rowsLeft() > 0) {
            if (!admit(waiting.first())) {
                return;
            }
        }
    }

    @SuppressWarnings("ReferenceEquality") // sequences have identity
    private boolean admit(S sequence) {
        if (sequence == stuck && stuckSince == blocks.changes() && !running.isEmpty()) {
            return false;
        }
        boolean looksUp = !sequence.missesPromptLogits();
        if (looksUp && blocks.fetch(sequence.blocks(), sequence.tokens(), sequence.length())) {
            waiting.remove(sequence);
            sequence.place(Place.FETCHING);
            fetching.add(sequence);
            return true;
        }
        int hits = looksUp ? blocks.lookup(sequence.blocks(), sequence.tokens(), sequence.length()) : 0;
        int fromTier = looksUp ? blocks.foundInTier(hits) : 0;
        int cached = hits * blocks.blockSize();
        int missing = sequence.length() - cached;
        if (!config.chunkedPrefill() && missing > plan.tokensLeft()) {
            return false;
        }
        int keepFree = running.isEmpty() ? 0 : config.watermarkBlocks();
        int count = chunk(sequence, missing, 0);
        if (!blocks.admit(sequence.blocks(), hits, cached + count, sequence.length(), keepFree)) {
            stuck = sequence;
            stuckSince = blocks.changes();
            return false;
        }
        stuck = null;
        waiting.remove(sequence);
        if (looksUp && sequence.cachedTokens() < 0 && sequence.blocks().sharing()) {
            prefixStats.count(sequence.length(), (hits - fromTier) * blocks.blockSize(), fromTier * blocks.blockSize());
        }
        sequence.admitted(cached, fromTier * blocks.blockSize());
        sequence.place(Place.RUNNING);
        running.add(sequence);
        plan.add(sequence, count);
        return true;
    }

    /** Tokens of a sequence in this step; at least one. */
    private int chunk(S sequence, int missing, int sequencesBehind) {
        int count = Math.min(missing, plan.tokensLeft());
        if (config.longPrefillThreshold() > 0) {
            count = Math.min(count, config.longPrefillThreshold());
        }
        if (sequence.missesPromptLogits()) {
            int free = Math.max(0, sequence.promptLogitsDone() - sequence.computed());
            count = Math.min(count, free + Math.max(1, plan.rowsLeft() - sequencesBehind));
        }
        return count;
    }

    /**
     * Forgets all cached prefixes, between two steps.
     *
     * @param resetRunning whether running sequences give their blocks back and wait again, so that nobody holds any
     * @return false, and nothing changes, while any sequence holds blocks
     */
    public boolean resetPrefixes(boolean resetRunning) {
        if (resetRunning) {
            plan.clear();
            while (!running.isEmpty()) {
                preempt(running.all().getLast());
            }
        }
        return blocks.resetPrefixes();
    }

    /** Sequences that run. */
    public int running() {
        return running.size();
    }

    /** Sequences that wait. */
    public int waiting() {
        return waiting.size();
    }

    /** Sequences that wait aside for their prefix. */
    public int fetching() {
        return fetching.size();
    }

    /** Whether any sequence runs or waits. */
    public boolean hasWork() {
        return !running.isEmpty() || !waiting.isEmpty() || !fetching.isEmpty();
    }

    /** Sequences that had to give their blocks back so far. */
    public long preemptions() {
        return preemptions;
    }

    /** How often the prefix cache helped. */
    public PrefixStats prefixStats() {
        return prefixStats;
    }

    /** The blocks, for their figures. */
    public BlockManager blocks() {
        return blocks;
    }

    /** All running sequences, in the order of their admission. */
    Iterable<S> runningSequences() {
        return running.all();
    }

    /** All waiting sequences, in no order. */
    Iterable<S> waitingSequences() {
        return waiting.all();
    }

    /** All sequences that wait aside. */
    Iterable<S> fetchingSequences() {
        return fetching;
    }
}
