package dev.octavo.runtime.generate;

import dev.octavo.runtime.generate.EngineControl.PauseMode;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** Whether steps are run, and the requests that wait for them to be run again. Belongs to the step loop, except for {@link #isPaused()}. */
final class PauseGate {

    private enum State {
        RUNNING,
        FINISHING,
        FROZEN
    }

    private final EngineCore core;
    private final ArrayDeque<ActiveRequest> heldBack = new ArrayDeque<>();
    private final List<CompletableFuture<Void>> quiet = new ArrayList<>();
    private volatile State state = State.RUNNING;

    PauseGate(EngineCore core) {
        this.core = core;
    }

    boolean isPaused() {
        return state != State.RUNNING;
    }

    void submit(ActiveRequest request) {
        if (state == State.RUNNING) {
            core.submit(request);
        } else {
            heldBack.add(request);
            core.heldOutside(heldBack.size());
        }
    }

    /** A request that is held back goes in and out at once, so that it ends like any other. */
    void cancel(ActiveRequest request, @Nullable Choice one) {
        if (heldBack.remove(request)) {
            core.heldOutside(heldBack.size());
            core.submit(request);
        }
        core.cancel(request, one);
    }

    /** Runs a step unless paused; false if there was nothing to do. */
    boolean turn() {
        if (state == State.FROZEN) {
            return false;
        }
        boolean ran = core.turn();
        if (state == State.FINISHING && core.activeRequests() == 0) {
            released();
        }
        return ran;
    }

    /** Whether {@link #turn} is worth being called again soon although it had nothing to do. */
    boolean fetches() {
        return state != State.FROZEN && core.fetches();
    }

    /** After {@link #endAll} without an error: see {@link EngineCore#retire}. */
    void retire() {
        core.retire();
    }

    /** @param done completed when no request runs any more, or at once if they are kept */
    void pause(PauseMode mode, CompletableFuture<Void> done) {
        core.finishInFlight();
        quiet.add(done);
        if (mode == PauseMode.ABORT) {
            core.endAll(null);
        }
        state = mode == PauseMode.KEEP ? State.FROZEN : State.FINISHING;
        if (state == State.FROZEN || core.activeRequests() == 0) {
            released();
        }
    }

    void resume() {
        state = State.RUNNING;
        released();
        core.heldOutside(0);
        while (!heldBack.isEmpty()) {
            core.submit(heldBack.poll());
        }
    }

    /** Ends every request, those held back among them: with an error, or without one as aborted. */
    void endAll(@Nullable Throwable cause) {
        resume();
        core.endAll(cause);
    }

    private void released() {
        quiet.forEach(done -> done.complete(null));
        quiet.clear();
    }
}
