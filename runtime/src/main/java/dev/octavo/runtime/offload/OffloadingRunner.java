package dev.octavo.runtime.offload;

import dev.octavo.runtime.execute.BlockCopier;
import dev.octavo.runtime.execute.ModelRunner;
import dev.octavo.runtime.execute.RowDraws;
import dev.octavo.runtime.execute.RunnerLimits;
import dev.octavo.runtime.execute.StepBatch;
import dev.octavo.spi.BatchConstraints;
import java.lang.System.Logger.Level;
import java.lang.foreign.MemorySegment;
import java.time.Duration;
import java.util.Optional;

/** A runner that moves blocks to and from host memory ahead of each step. Owns both. */
public final class OffloadingRunner implements ModelRunner {

    private static final System.Logger LOG = System.getLogger(OffloadingRunner.class.getName());

    /** How long an engine that ends may go on writing to the disk. */
    private static final Duration SAVING = Duration.ofSeconds(10);

    private final ModelRunner runner;
    private BlockCopier copier;
    private final HostTier tier;
    private final StepsUnderWay steps = new StepsUnderWay();

    /** @param copier the runner's */
    public OffloadingRunner(ModelRunner runner, BlockCopier copier, HostTier tier) {
        this.runner = runner;
        this.copier = copier;
        this.tier = tier;
        tier.figures().blockSize(runner.limits().blockSize());
    }

    @Override
    public RunnerLimits limits() {
        return runner.limits();
    }

    @Override
    public BatchConstraints constraints() {
        return runner.constraints();
    }

    @Override
    public int maxLogitRows() {
        return runner.maxLogitRows();
    }

    @Override
    public boolean isAsynchronous() {
        return runner.isAsynchronous();
    }

    @Override
    public StepBatch batch() {
        return runner.batch();
    }

    @Override
    public boolean canSleep() {
        return runner.canSleep();
    }

    /** Host memory keeps what it has: it is worth most behind an empty pool. */
    @Override
    public void sleep() {
        runner.sleep();
    }

    @Override
    public void wake() {
        runner.wake();
        copier = runner.blockCopier().orElseThrow();
    }

    @Override
    public int maxStepsInFlight() {
        return runner.maxStepsInFlight();
    }

    @Override
    public Optional<RowDraws> draws() {
        return runner.draws();
    }

    @Override
    public Optional<RowDraws> drawn() {
        return runner.drawn();
    }

    @Override
    public void launch() {
        int tokens = runner.batch().tokens();
        long number = tier.launch(copier);
        long now = System.nanoTime();
        runner.launch();
        steps.launched(number, tokens, now);
    }

    @Override
    public MemorySegment await() {
        MemorySegment logits;
        try {
            logits = runner.await();
        } catch (RuntimeException failed) {
            steps.failed();
            throw failed;
        }
        long now = System.nanoTime();
        tier.awaited(steps.number());
        tier.figures().step(steps.tokens(), steps.awaited(now));
        return logits;
    }

    @Override
    public void close() {
        try {
            tier.save(copier, SAVING);
        } catch (RuntimeException failed) {
            LOG.log(Level.WARNING, "KV blocks could not be saved to the disk", failed);
        }
        runner.close();
        tier.close();
    }
}
