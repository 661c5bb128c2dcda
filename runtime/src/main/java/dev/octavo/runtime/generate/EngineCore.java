package dev.octavo.runtime.generate;

import dev.octavo.runtime.execute.ModelRunner;
import dev.octavo.runtime.execute.RowDraws;
import dev.octavo.runtime.metrics.EngineMetrics;
import dev.octavo.runtime.sample.LogprobsMode;
import dev.octavo.runtime.schedule.Scheduler;
import dev.octavo.runtime.schedule.StepPlan;
import dev.octavo.spi.InternalException;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
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
    private final BatchWriters writers;
    private final StepOutputs outputs;
    private final StatsBoard board;
    private final EngineMetrics metrics;
    private final StatsBoard.LoopCounts counts = new StatsBoard.LoopCounts();
    private final LongSupplier clock;
    private final LoopListener listener;
    private final Set<ActiveRequest> active = new HashSet<>();
    private final ArrayList<Choice> finished = new ArrayList<>();
    private final boolean overlap;
    private int inFlight;
    private @Nullable RowDraws lastDraws;
    private int held;
    private int heldOutside;

    EngineCore(
            Scheduler<Choice> scheduler,
            ModelRunner runner,
            boolean overlap,
            LogprobsMode logprobsMode,
            StatsBoard board,
            EngineMetrics metrics,
            LongSupplier clock,
            LoopListener listener) {
        this.scheduler = scheduler;
        this.runner = runner;
        this.overlap = overlap;
        this.writers = new BatchWriters(runner.limits().blockSize());
        this.outputs = new StepOutputs(runner.limits().vocabularySize(), logprobsMode, metrics, counts);
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
     * Goes on by one step. If steps overlap, the next step is planned while one is in flight. It is launched at once if the device can take all tokens that it lacks from the step in flight, else as soon
     * as these are known; what clients see is written behind the launch. Otherwise a step is planned, run and published.
     *
     * @return false if there was nothing to do, or nothing yet
     * @throws RuntimeException or any error after which the engine cannot go on
     */
    boolean turn() {
        if (inFlight == 0) {
            return start() && (overlap || finishStep());
        }
        if (scheduler.hasWork()) {
            scheduler.schedule();
            if (mayGoAhead()) {
                launch();
            }
        }
        return finishStep();
    }

    /** Whether the step that is planned can be launched while the tokens of the one in flight are not known, and none of its logits are still to be read. */
    private boolean mayGoAhead() {
        RowDraws draws = lastDraws;
        return overlap
                && draws != null
                && inFlight < runner.maxStepsInFlight()
                && draws.areWanted(scheduler.inFlight().rows())
                && scheduler.mayGoBehind(draws);
    }

    /** Whether requests wait for what no command announces. */
    boolean fetches() {
        return scheduler.fetching() > 0;
    }

    /** The end is near, and nothing runs any more: what is cached may be kept for the next start. */
    void retire() {
        finishInFlight();
        scheduler.blocks().retire();
    }

    /** Plans and launches a step while none is in flight. */
    private boolean start() {
        if (!scheduler.hasWork()) {
            return false;
        }
        StepPlan<Choice> plan = scheduler.schedule();
        if (plan.isEmpty() && !plan.preempted()) {
            if (scheduler.fetching() > 0) {
                updateBoard();
                return false;
            }
            throw new InternalException("nothing can be scheduled although " + scheduler.waiting()
                    + " sequences wait and " + scheduler.running() + " run");
        }
        launch();
        return true;
    }

    /** Launches what is planned, if anything. */
    private void launch() {
        StepPlan<Choice> plan = scheduler.plan();
        if (plan.isEmpty()) {
            return;
        }
        writers.of(runner.batch()).write(plan);
        lastDraws = runner.draws().orElse(null);
        if (lastDraws != null) {
            StepOutputs.request(plan, lastDraws);
        }
        noteStart(plan);
        scheduler.launched();
        try {
            runner.launch();
            inFlight++;
        } catch (RuntimeException failed) {
            failStep(failed, plan);
            scheduler.launchFailed();
        }
    }

    private void noteStart(StepPlan<Choice> plan) {
        long now = clock.getAsLong();
        for (int i = 0; i < plan.sequences().size(); i++) {
            Choice choice = plan.sequences().get(i);
            choice.scheduledAt(now);
            leaveQueue(choice.request());
        }
    }

    boolean canSleep() {
        return runner.canSleep();
    }

    /** Gives the device's memory back, with all cached prefixes on it; no request may be active. */
    void sleep(int level) {
        finishInFlight();
        scheduler.blocks().poolLost();
        runner.sleep();
        board.sleepLevel(level);
        updateBoard();
    }

    /** Takes the memory again. */
    void wake() {
        runner.wake();
        writers.clear();
        board.sleepLevel(0);
    }

    /** Waits for the step in flight, if there is one, and launches none behind it. */
    void finishInFlight() {
        while (inFlight > 0) {
            finishStep();
        }
    }

    private boolean finishStep() {
        if (inFlight == 0) {
            return true;
        }
        MemorySegment logits;
        try {
            inFlight--;
            logits = runner.await();
        } catch (RuntimeException failed) {
            failStep(failed, scheduler.inFlight());
            scheduler.completed();
            return true;
        }
        accept(logits);
        if (overlap && inFlight == 0) {
            launch();
        }
        updateBoard();
        publish();
        return true;
    }

    private void accept(MemorySegment logits) {
        StepPlan<Choice> done = scheduler.inFlight();
        outputs.accept(done, logits, runner.drawn(), clock.getAsLong());
        metrics.step(done.tokens());
        counts.steps++;
        finished.clear();
        finished.addAll(done.sequences());
        scheduler.completed();
        for (int i = 0; i < finished.size(); i++) {
            settle(finished.get(i));
        }
        for (int i = 0; i < outputs.failures().size(); i++) {
            StepOutputs.Failure failure = outputs.failures().get(i);
            fail(failure.request(), failure.cause());
        }
    }

    private void publish() {
        for (int i = 0; i < finished.size(); i++) {
            Choice choice = finished.get(i);
            choice.publish();
            choice.request().wake();
        }
        finished.clear();
    }

    /** Ends the requests of a step that failed, and forgets what is planned and not launched. */
    private void failStep(RuntimeException cause, StepPlan<Choice> step) {
        if (EngineErrors.isFatal(cause)) {
            throw cause;
        }
        scheduler.discard();
        for (Choice choice : List.copyOf(step.sequences())) {
            fail(choice.request(), cause);
        }
        updateBoard();
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
        if (!choice.retire()) {
            return;
        }
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
