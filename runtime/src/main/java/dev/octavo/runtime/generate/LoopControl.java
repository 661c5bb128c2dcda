package dev.octavo.runtime.generate;

import dev.octavo.spi.ResourceException;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;

/** Controls the step loop from other threads, by commands that it runs between two steps. */
final class LoopControl implements EngineControl {

    private final StepLoop loop;
    private final EngineCore core;
    private final PauseGate gate;

    LoopControl(StepLoop loop, EngineCore core, PauseGate gate) {
        this.loop = loop;
        this.core = core;
        this.gate = gate;
    }

    @Override
    public Set<Operation> operations() {
        return Set.of(Operation.RESET_PREFIX_CACHE, Operation.PAUSE);
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
        CompletableFuture<Void> done = new CompletableFuture<>();
        loop.send(new StepLoop.Command.Call(
                () -> {
                    gate.resume();
                    done.complete(null);
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
            throw new ResourceException("the engine does not run any more", failed);
        }
    }
}
