package dev.octavo.runtime.plan;

import dev.octavo.runtime.execute.RowDraws;
import dev.octavo.runtime.execute.StepBatch;
import dev.octavo.spi.CommandQueue;
import dev.octavo.spi.Fence;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * What a runner's steps take turns with: host memory that a step may read until it has run. A step with another one behind it is waited for by a fence between them, the last one by its queue.
 */
final class StepTurns {

    private static final Duration LONG = Duration.ofHours(1);

    private final int most;
    private final List<StepBatch> batches;
    private final List<Optional<RowDraws>> draws;
    private @Nullable Fence fence;
    private int next;
    private int last;
    private int inFlight;

    /**
     * @param batches at least as many as steps in flight
     * @param drawing whether the device draws tokens
     * @param most steps in flight, 1 or 2
     */
    StepTurns(List<StepBatch> batches, boolean drawing, int maxRows, int most) {
        this.most = most;
        this.batches = batches;
        this.draws = IntStream.range(0, most)
                .mapToObj(i -> drawing ? Optional.of(new RowDraws(maxRows)) : Optional.<RowDraws>empty())
                .toList();
    }

    int most() {
        return most;
    }

    /** Of the next step. */
    StepBatch batch() {
        return batches.get(next);
    }

    /** Of the next step. */
    Optional<RowDraws> draws() {
        return draws.get(next);
    }

    /** Of the step that was awaited last. */
    Optional<RowDraws> drawn() {
        return draws.get(last);
    }

    /** Before the next step is enqueued. */
    void begin(CommandQueue queue) {
        if (inFlight == most) {
            throw new IllegalStateException(
                    "a step can be launched when one is awaited, but " + inFlight + " are in flight");
        }
        if (inFlight > 0) {
            fence = queue.signal();
        }
    }

    /** The next step was enqueued. */
    void launched() {
        inFlight++;
        next = most - 1 - next;
    }

    /** Waits for the first step in flight. */
    void await(CommandQueue queue) {
        if (inFlight == 0) {
            throw new IllegalStateException("no step was launched");
        }
        last = inFlight == 1 ? most - 1 - next : next;
        inFlight--;
        Fence behind = fence;
        fence = null;
        if (inFlight > 0 && behind != null) {
            while (!behind.await(LONG)) {
                Thread.onSpinWait();
            }
            return;
        }
        next = 0;
        queue.await();
    }
}
