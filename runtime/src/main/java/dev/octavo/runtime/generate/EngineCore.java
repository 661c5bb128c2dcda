package dev.octavo.runtime.generate;

import dev.octavo.runtime.execute.ModelRunner;
import dev.octavo.runtime.metrics.EngineMetrics;
import dev.octavo.runtime.schedule.BatchWriter;
import dev.octavo.runtime.schedule.Scheduler;
import dev.octavo.runtime.schedule.StepPlan;
import dev.octavo.spi.InternalException;
import java.lang.foreign.MemorySegment;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The engine without its thread: takes requests in and out and runs one step at a time. What a client may see is published last, when blocks are freed and figures are written.
 * Not thread-safe.
 */
final class EngineCore {

    private final Scheduler<Choice> scheduler;
    private final ModelRunner runner;
    private final BatchWriter writer;
    private final StepOutputs outputs;
    private final StatsBoard board;
    private final EngineMetrics metrics;
    private final StatsBoard.LoopCounts counts = new StatsBoard.LoopCounts();
    private final LongSupplier clock;
    private final LoopListener listener;
    private final Set<ActiveRequest> active = new HashSet<>();
    private int held;
    private int heldOutside;

    EngineCore(
            Scheduler<Choice> scheduler,
            ModelRunner runner,
            int maxLogprobs,
            StatsBoard board,
            EngineMetrics metrics,
            LongSupplier clock,
            LoopListener listener) {
        this.scheduler = scheduler;
        this.runner = runner;
        this.writer = new BatchWriter(runner.batch(), runner.limits().blockSize());
        this.outputs = new StepOutputs(runner.limits().vocabularySize(), maxLogprobs, metrics, counts);
        this.board = board;
        this.metrics = metrics;
        this.clock = clock;
        this.listener = listener;
    }

    /** Queues a request: its first choice, while the others are held back. */
    void submit(ActiveRequest request) {
        active.add(request);
        held += request.held();
        scheduler.add(request.leader());
    }

    /** Ends what is not over of a request, or one of its choices. */
    void cancel(ActiveRequest request, @Nullable Choice one) {
        List<Choice> choices = one == null ? request.choices() : List.of(one);
        for (Choice choice : choices) {
            if (!choice.over()) {
                choice.end(Ending.at(FinishReason.ABORT, choice.length()));
                retire(choice);
            }
        }
        updateBoard();
        choices.forEach(Choice::publish);
        request.wake();
    }

    /**
     * Runs a step.
     *
     * @return false if there was nothing to do
     * @throws RuntimeException or any error after which the engine cannot go on
     */
    boolean turn() {
        if (!scheduler.hasWork()) {
            return false;
        }
        StepPlan<Choice> plan = scheduler.schedule();
        if (plan.isEmpty()) {
            if (!plan.preempted()) {
                throw new InternalException("nothing can be scheduled although " + scheduler.waiting()
                        + " sequences wait and " + scheduler.running() + " run");
            }
            return true;
        }
        writer.write(plan);
        noteStart(plan);
        MemorySegment logits;
        try {
            logits = runner.step();
        } catch (RuntimeException failed) {
            failBatch(plan, failed);
            return true;
        }
        finishStep(plan, logits);
        return true;
    }

    private void noteStart(StepPlan<Choice> plan) {
        long now = clock.getAsLong();
        for (int i = 0; i < plan.sequences().size(); i++) {
            Choice choice = plan.sequences().get(i);
            choice.scheduledAt(now);
            leaveQueue(choice.request());
        }
    }

    private void failBatch(StepPlan<Choice> plan, RuntimeException cause) {
        if (EngineErrors.isFatal(cause)) {
            throw cause;
        }
        while (!plan.isEmpty()) {
            fail(plan.sequences().getLast().request(), cause);
        }
        updateBoard();
    }

    private void finishStep(StepPlan<Choice> plan, MemorySegment logits) {
        outputs.accept(plan, logits, clock.getAsLong());
        metrics.step(plan.tokens());
        counts.steps++;
        scheduler.stepDone();
        int size = plan.sequences().size();
        for (int i = 0; i < size; i++) {
            settle(plan.sequences().get(i));
        }
        for (int i = 0; i < outputs.failures().size(); i++) {
            StepOutputs.Failure failure = outputs.failures().get(i);
            fail(failure.request(), failure.cause());
        }
        updateBoard();
        for (int i = 0; i < size; i++) {
            Choice choice = plan.sequences().get(i);
            choice.publish();
            choice.request().wake();
        }
    }

    private void settle(Choice choice) {
        ActiveRequest request = choice.request();
        if (request.held() > 0 && choice.outputLength() > 0) {
            releaseHeld(request);
        }
        if (choice.over()) {
            retire(choice);
        }
    }

    @SuppressWarnings("ReferenceEquality") // choices have identity
    private void releaseHeld(ActiveRequest request) {
        held -= request.held();
        request.releaseHeld();
        for (Choice choice : request.choices()) {
            if (choice != request.leader() && !choice.over()) {
                scheduler.add(choice);
            }
        }
    }

    /** Fails a request unless it is over. */
    void fail(ActiveRequest request, Throwable cause) {
        if (!active.contains(request)) {
            return;
        }
        for (Choice choice : request.choices()) {
            if (!choice.over()) {
                choice.end(Ending.at(FinishReason.ERROR, choice.length()));
                retire(choice);
            }
        }
        updateBoard();
        request.fail(cause);
    }

    private void retire(Choice choice) {
        scheduler.finish(choice);
        ActiveRequest request = choice.request();
        if (request.choiceEnded()) {
            held -= request.held();
            request.releaseHeld();
            active.remove(request);
            leaveQueue(request);
            listener.requestOver();
        }
    }

    private void leaveQueue(ActiveRequest request) {
        if (request.leaveQueue()) {
            listener.leftQueue();
        }
    }

    /** Ends every request: with an error, or without one as aborted. */
    void endAll(@Nullable Throwable cause) {
        for (ActiveRequest request : List.copyOf(active)) {
            if (cause == null) {
                cancel(request, null);
            } else {
                fail(request, cause);
            }
        }
        updateBoard();
    }

    private void updateBoard() {
        board.update(scheduler, held + heldOutside, counts);
    }

    /** So many requests wait outside until the engine goes on after a pause. */
    void heldOutside(int requests) {
        heldOutside = requests;
        updateBoard();
    }

    /** The schedule, for its blocks. */
    Scheduler<Choice> scheduler() {
        return scheduler;
    }

    /** Requests that are not over. */
    int activeRequests() {
        return active.size();
    }
}
