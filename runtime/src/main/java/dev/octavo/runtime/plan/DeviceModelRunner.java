package dev.octavo.runtime.plan;

import dev.octavo.runtime.execute.BlockCopier;
import dev.octavo.runtime.execute.ModelRunner;
import dev.octavo.runtime.execute.RunnerLimits;
import dev.octavo.runtime.execute.StepBatch;
import dev.octavo.spi.BatchConstraints;
import dev.octavo.spi.CommandQueue;
import dev.octavo.spi.TensorRef;
import dev.octavo.spi.op.KvCache;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Optional;

/** Runs a planned model's steps on its queue. */
final class DeviceModelRunner implements ModelRunner {

    private final PlannedModel model;
    private final CommandQueue queue;
    private final CompiledStep step;
    private final KvCache cache;
    private final RunnerLimits limits;
    private final BatchConstraints constraints;
    private final KvBlockCopier copier;
    private final int maxLogitRows;
    private final MemorySegment logits;
    private final boolean logitsInPlace;
    private boolean closed;

    DeviceModelRunner(
            PlannedModel model,
            CommandQueue queue,
            CompiledStep step,
            KvCache cache,
            int vocabularySize,
            PlanOptions options,
            BatchConstraints constraints,
            KvBlockCopier copier,
            int blocks) {
        this.model = model;
        this.queue = queue;
        this.step = step;
        this.cache = cache;
        this.limits = new RunnerLimits(
                vocabularySize,
                options.maxModelLength(),
                options.maxTokens(),
                options.maxSequences(),
                options.cache().blockSize(),
                blocks);
        this.constraints = constraints;
        this.copier = copier;
        this.maxLogitRows = options.maxLogitRows();
        TensorRef all = step.logits(options.maxLogitRows());
        this.logitsInPlace = all.buffer().hostView().isPresent();
        this.logits = all.buffer()
                .hostView()
                .map(view -> view.asSlice(all.byteOffset(), all.byteSpan()))
                .orElseGet(() -> Arena.ofAuto().allocate(all.byteSpan(), 64));
    }

    @Override
    public RunnerLimits limits() {
        return limits;
    }

    @Override
    public BatchConstraints constraints() {
        return constraints;
    }

    @Override
    public int maxLogitRows() {
        return maxLogitRows;
    }

    @Override
    public StepBatch batch() {
        return step.batch();
    }

    @Override
    public boolean isAsynchronous() {
        return queue.isAsynchronous();
    }

    @Override
    public void launch() {
        StepBatch batch = step.batch();
        step.enqueue(queue);
        if (!logitsInPlace && batch.logitRows() > 0) {
            TensorRef wanted = step.logits(batch.logitRows());
            queue.download(wanted.buffer(), wanted.byteOffset(), logits.asSlice(0, wanted.byteSpan()));
        }
    }

    @Override
    public MemorySegment await() {
        queue.await();
        return logits;
    }

    @Override
    public Optional<BlockCopier> blockCopier() {
        return Optional.of(copier);
    }

    @Override
    public void close() {
        if (!closed) {
            closed = true;
            queue.await();
            copier.close();
            cache.close();
            model.close();
        }
    }
}
