package dev.octavo.runtime.generate;

import dev.octavo.runtime.sample.LogprobLog;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * A request between its submission and the end of its last output. The first choice computes the prompt; the others are held back until it has, and then find the prompt's full
 * blocks in the prefix cache.
 */
final class ActiveRequest {

    private final GenerationRequest request;
    private final long arrivalNumber;
    private final long arrivalTime;
    private final @Nullable LogprobLog promptLogprobs;
    private List<Choice> choices = List.of();
    private volatile @Nullable Throwable failure;
    private volatile @Nullable Thread reader;

    // Of the step loop.
    private boolean queued = true;
    private int held;
    private int open;

    /** @param vocabulary columns of the logits */
    ActiveRequest(GenerationRequest request, long arrivalNumber, long arrivalTime, int vocabulary) {
        this.request = request;
        this.arrivalNumber = arrivalNumber;
        this.arrivalTime = arrivalTime;
        this.promptLogprobs = request.sampling().promptLog(vocabulary);
    }

    /** Once, before the request is shared. */
    void choices(List<Choice> all) {
        choices = List.copyOf(all);
        open = choices.size();
        held = choices.size() - 1;
    }

    GenerationRequest request() {
        return request;
    }

    long arrivalNumber() {
        return arrivalNumber;
    }

    long arrivalTime() {
        return arrivalTime;
    }

    List<Choice> choices() {
        return choices;
    }

    /** The choice that computes the prompt. */
    Choice leader() {
        return choices.getFirst();
    }

    /** One entry per prompt token but the first, once the leader has published a token. */
    @Nullable
    LogprobLog promptLogprobs() {
        return promptLogprobs;
    }

    @Nullable
    Throwable failure() {
        return failure;
    }

    /** Ends all outputs with an error. */
    void fail(Throwable cause) {
        failure = cause;
        wake();
    }

    /** Wakes the reader if it waits. */
    void wake() {
        Thread waiting = reader;
        if (waiting != null) {
            LockSupport.unpark(waiting);
        }
    }

    /** Waits until something is ready. The reader announces itself before it looks, and {@link #wake} comes after what it announces: no wake-up is lost. */
    void await(BooleanSupplier ready) throws InterruptedException {
        reader = Thread.currentThread();
        try {
            while (!ready.getAsBoolean()) {
                if (Thread.interrupted()) {
                    throw new InterruptedException("interrupted while waiting for output of request " + request.id());
                }
                LockSupport.park(this);
            }
        } finally {
            reader = null;
        }
    }

    /** For the step loop: true once, when the request first runs or ends before that. */
    boolean leaveQueue() {
        boolean was = queued;
        queued = false;
        return was;
    }

    /** For the step loop: choices held back for the prompt. */
    int held() {
        return held;
    }

    void releaseHeld() {
        held = 0;
    }

    /** For the step loop: one choice ended; true if it was the last. */
    boolean choiceEnded() {
        return --open == 0;
    }
}
