package dev.octavo.runtime.llm;

import dev.octavo.runtime.execute.BlockCopier;
import dev.octavo.runtime.execute.ModelRunner;
import dev.octavo.runtime.execute.RowDraws;
import dev.octavo.runtime.execute.RunnerLimits;
import dev.octavo.runtime.execute.StepBatch;
import dev.octavo.spi.BatchConstraints;
import java.lang.foreign.MemorySegment;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A runner that gives its device back to sleep, and opens the model anew to wake up. Weights come from the files again, or from the page cache. */
final class ReopeningRunner implements ModelRunner {

    private final Supplier<ModelRunner> reopen;
    private final RunnerLimits limits;
    private final Optional<String> cacheIdentity;
    private @Nullable ModelRunner runner;
    private boolean closed;

    /**
     * @param runner closed by this
     * @param reopen opens the same model with the same limits
     * @param cacheIdentity what makes its KV blocks what they are
     */
    ReopeningRunner(ModelRunner runner, Supplier<ModelRunner> reopen, Optional<String> cacheIdentity) {
        this.runner = runner;
        this.limits = runner.limits();
        this.reopen = reopen;
        this.cacheIdentity = cacheIdentity;
    }

    private ModelRunner awake() {
        ModelRunner current = runner;
        if (current == null) {
            throw new IllegalStateException("the model is " + (closed ? "closed" : "asleep"));
        }
        return current;
    }

    @Override
    public RunnerLimits limits() {
        return limits;
    }

    @Override
    public BatchConstraints constraints() {
        return awake().constraints();
    }

    @Override
    public int maxLogitRows() {
        return awake().maxLogitRows();
    }

    @Override
    public boolean isAsynchronous() {
        return awake().isAsynchronous();
    }

    @Override
    public StepBatch batch() {
        return awake().batch();
    }

    @Override
    public int maxStepsInFlight() {
        return awake().maxStepsInFlight();
    }

    @Override
    public Optional<RowDraws> draws() {
        return awake().draws();
    }

    @Override
    public Optional<RowDraws> drawn() {
        return awake().drawn();
    }

    @Override
    public void launch() {
        awake().launch();
    }

    @Override
    public MemorySegment await() {
        return awake().await();
    }

    @Override
    public Optional<BlockCopier> blockCopier() {
        return awake().blockCopier();
    }

    @Override
    public Optional<String> cacheIdentity() {
        return cacheIdentity;
    }

    @Override
    public boolean canSleep() {
        return true;
    }

    @Override
    public void sleep() {
        ModelRunner current = runner;
        runner = null;
        if (current != null) {
            current.close();
        }
    }

    @Override
    public void wake() {
        if (runner == null && !closed) {
            runner = reopen.get();
        }
    }

    @Override
    public void close() {
        closed = true;
        sleep();
    }
}
