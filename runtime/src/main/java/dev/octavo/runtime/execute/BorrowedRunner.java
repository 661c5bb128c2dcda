package dev.octavo.runtime.execute;

import dev.octavo.spi.BatchConstraints;
import java.lang.foreign.MemorySegment;
import java.util.Optional;

/** Another's runner, for a while: closing it closes nothing. It keeps no blocks for others and does not sleep. */
public final class BorrowedRunner implements ModelRunner {

    private final ModelRunner owned;

    /**
     * Borrows a runner.
     *
     * @param owned not used by anybody else meanwhile
     */
    public BorrowedRunner(ModelRunner owned) {
        this.owned = owned;
    }

    @Override
    public RunnerLimits limits() {
        return owned.limits();
    }

    @Override
    public BatchConstraints constraints() {
        return owned.constraints();
    }

    @Override
    public int maxLogitRows() {
        return owned.maxLogitRows();
    }

    @Override
    public boolean isAsynchronous() {
        return owned.isAsynchronous();
    }

    @Override
    public StepBatch batch() {
        return owned.batch();
    }

    @Override
    public int maxStepsInFlight() {
        return owned.maxStepsInFlight();
    }

    @Override
    public Optional<RowDraws> draws() {
        return owned.draws();
    }

    @Override
    public Optional<RowDraws> drawn() {
        return owned.drawn();
    }

    @Override
    public void launch() {
        owned.launch();
    }

    @Override
    public MemorySegment await() {
        return owned.await();
    }

    @Override
    public Optional<BlockCopier> blockCopier() {
        return owned.blockCopier();
    }

    @Override
    public void close() {}
}
