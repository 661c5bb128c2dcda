package dev.octavo.runtime.generate;

import dev.octavo.spi.OctavoException;
import dev.octavo.spi.ResourceException;
import dev.octavo.spi.UnsupportedSpecException;
import dev.octavo.spi.UserException;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;

/** Controls the step loop from other threads, by commands that it runs between two steps. */
final class LoopControl implements EngineControl {

    private final StepLoop loop;
    private final EngineCore core;
    private final PauseGate gate;
    private volatile boolean sleeping;

    LoopControl(StepLoop loop, EngineCore core, PauseGate gate) {
        this.loop = loop;
        this.core = core;
        this.gate = gate;
    }

    @Override
    public Set<Operation> operations() {
        return core.canSleep()
                ? Set.of(Operation.RESET_PREFIX_CACHE, Operation.PAUSE, Operation.SLEEP)
                : Set.of(Operation.RESET_PREFIX_CACHE, Operation.PAUSE);
    }

    @Override
    public boolean resetPrefixCache() throws InterruptedException {
        CompletableFuture<Boolean> done = new CompletableFuture<>();
        loop.send(new StepLoop.Command.Call(
                () -> done.complete(core.scheduler().blocks().resetPrefixes()), done));
        return await(done);
    }

    @Override
    public void pause(PauseMode mode) throws InterruptedException {
        CompletableFuture<Void> done = new CompletableFuture<>();
        loop.send(new StepLoop.Command.Call(() -> gate.pause(mode, done), done));
        await(done);
    }

    @Override
    public void resume() throws InterruptedException {
        call(() -> {
            if (sleeping) {
                throw new UserException("the engine sleeps; wake it up first");
            }
            gate.resume();
        });
    }

    @Override
    public void sleep(int level) throws InterruptedException {
        if (level != 1 && level != 2) {
            throw new UserException("the level of sleep must be 1 or 2, but is " + level);
        }
        if (!core.canSleep()) {
            throw new UnsupportedSpecException("this model cannot give its memory back");
        }
        pause(PauseMode.ABORT);
        call(() -> {
            if (!sleeping) {
                core.sleep(level);
                sleeping = true;
            }
        });
    }

    @Override
    public void wakeUp() throws InterruptedException {
        call(() -> {
            if (sleeping) {
                core.wake();
                sleeping = false;
                gate.resume();
            }
        });
    }

    @Override
    public boolean isSleeping() {
        return sleeping;
    }

    /** Runs an action between two steps; what it throws harms its caller only. */
    private void call(Runnable action) throws InterruptedException {
        CompletableFuture<Void> done = new CompletableFuture<>();
        loop.send(new StepLoop.Command.Call(
                () -> {
                    try {
                        action.run();
                        done.complete(null);
                    } catch (RuntimeException failed) {
                        done.completeExceptionally(failed);
                    }
                },
                done));
        await(done);
    }

    @Override
    public boolean isPaused() {
        return gate.isPaused();
    }

    private static <T> T await(CompletableFuture<T> done) throws InterruptedException {
        try {
            return done.get();
        } catch (ExecutionException failed) {
            if (failed.getCause() instanceof OctavoException known) {
                throw known;
            }
            throw new ResourceException("the engine does not run any more", failed);
        }
    }
}
