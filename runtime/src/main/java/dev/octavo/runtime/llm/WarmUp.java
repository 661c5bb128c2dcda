package dev.octavo.runtime.llm;

import dev.octavo.runtime.execute.ModelRunner;
import dev.octavo.runtime.execute.RunnerLimits;
import dev.octavo.runtime.execute.StepBatch;
import java.time.Duration;

/**
 * Exercises a model's kernels on the shapes that requests will have, so that the first request is as fast as later ones. It writes to KV blocks that nobody
 * has asked for yet.
 */
final class WarmUp {

    private static final int[] PREFILL_LENGTHS = {64, 7, 256, 33};

    private final ModelRunner runner;
    private final RunnerLimits limits;

    WarmUp(ModelRunner runner) {
        this.runner = runner;
        this.limits = runner.limits();
    }

    /** Runs prefills and decodes in turn until the time is over, each at least once. */
    Duration run(Duration budget) {
        long start = System.nanoTime();
        if (budget.isZero()) {
            return budget;
        }
        int round = 0;
        do {
            int length = Math.max(1, Math.min(PREFILL_LENGTHS[round % PREFILL_LENGTHS.length], longest()));
            step(0, length);
            for (int i = 0; i < 8 && length + i < longest(); i++) {
                step(length + i, 1);
            }
            round++;
        } while (System.nanoTime() - start < budget.toNanos());
        return Duration.ofNanos(System.nanoTime() - start);
    }

    private int longest() {
        int inCache = (limits.blocks() - 1) * limits.blockSize();
        return Math.min(Math.min(limits.maxTokens(), limits.maxModelLength()), inCache) - 1;
    }

    private void step(int computed, int tokens) {
        StepBatch batch = runner.batch();
        batch.clear();
        for (int i = 0; i < Math.ceilDiv(computed + tokens, limits.blockSize()); i++) {
            for (int group = 0; group < batch.groups(); group++) {
                batch.block(group, 0, i, i + 1);
            }
        }
        for (int position = computed; position < computed + tokens; position++) {
            int slot = limits.blockSize() + position;
            batch.addToken(position % limits.vocabularySize(), position, slot);
            for (int group = 1; group < batch.groups(); group++) {
                batch.slot(group, slot);
            }
        }
        batch.wantLogits();
        batch.endSequence(computed + tokens);
        runner.step();
    }
}
