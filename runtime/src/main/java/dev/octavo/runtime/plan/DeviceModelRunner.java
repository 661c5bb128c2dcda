package dev.octavo.runtime.plan;

import dev.octavo.runtime.execute.BlockCopier;
import dev.octavo.runtime.execute.KvGroups;
import dev.octavo.runtime.execute.ModelRunner;
import dev.octavo.runtime.execute.RowDraws;
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
    private final Optional<DeviceSampler> sampler;
    private final Optional<TokenFeed> feed;
    private final StepTurns turns;
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
            int blocks,
            KvGroups groups,
            Optional<DeviceSampler> sampler,
            Optional<TokenFeed> feed) {
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
                blocks,
                groups);
        this.constraints = constraints;
        this.copier = copier;
        this.maxLogitRows = options.maxLogitRows();
        this.sampler = sampler;
        this.feed = feed;
        this.turns =
                new StepTurns(step.batches(), sampler.isPresent(), options.maxLogitRows(), feed.isPresent() ? 2 : 1);
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
    public int maxStepsInFlight() {
        return turns.most();
    }

    @Override
    public StepBatch batch() {
        return turns.batch();
    }

    @Override
    public boolean isAsynchronous() {
        return queue.isAsynchronous();
    }

    @Override
    public Optional<RowDraws> draws() {
        return turns.draws();
    }

    @Override
    public Optional<RowDraws> drawn() {
        return turns.drawn();
    }

    @Override
    public void launch() {
        turns.begin(queue);
        StepBatch batch = turns.batch();
        step.upload(queue, batch);
        if (batch.drawnTokens() > 0) {
            feed.orElseThrow(() -> new IllegalStateException("this device feeds no tokens from step to step"))
                    .enqueue(queue, batch, step.tokenIds(batch.tokens()));
        }
        step.run(queue, batch);
        if (!logitsInPlace && batch.logitRows() > 0) {
            TensorRef all = step.logits(batch.logitRows());
            Optional<RowDraws> draws = turns.draws();
            if (sampler.isPresent() && draws.isPresent()) {
                sampler.get().enqueue(queue, draws.get(), all);
            }
            download(all, batch.logitRows());
        }
        turns.launched();
    }

    /** Brings the rows that the device does not draw to the host, those that lie together at once. */
    private void download(TensorRef all, int rows) {
        long rowBytes = 4L * limits.vocabularySize();
        int first = 0;
        while (first < rows) {
            int end = first;
            while (end < rows && !isDrawn(end)) {
                end++;
            }
            if (end > first) {
                queue.download(
                        all.buffer(),
                        all.byteOffset() + first * rowBytes,
                        logits.asSlice(first * rowBytes, (end - first) * rowBytes));
            }
            first = end + 1;
        }
    }

    private boolean isDrawn(int row) {
        Optional<RowDraws> draws = turns.draws();
        return draws.isPresent() && draws.get().isWanted(row);
    }

    @Override
    public MemorySegment await() {
        turns.await(queue);
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
            sampler.ifPresent(DeviceSampler::close);
            feed.ifPresent(TokenFeed::close);
            copier.close();
            cache.close();
            model.close();
        }
    }
}
