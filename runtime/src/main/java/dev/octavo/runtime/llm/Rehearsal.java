package dev.octavo.runtime.llm;

import dev.octavo.runtime.execute.BorrowedRunner;
import dev.octavo.runtime.execute.ModelRunner;
import dev.octavo.runtime.generate.EngineConfig;
import dev.octavo.runtime.generate.Generation;
import dev.octavo.runtime.generate.GenerationRequest;
import dev.octavo.runtime.generate.LlmEngine;
import dev.octavo.runtime.generate.ServedModel;
import dev.octavo.runtime.sample.SamplingParams;
import java.util.List;
import java.util.Optional;

/**
 * Requests that nobody asked for, before the first one that somebody does: they take the scheduler, the samplers and the detokeniser through what they will do, so that these are compiled by then. They run in an engine of
 * their own on the model's runner, and leave no trace in figures and caches.
 */
final class Rehearsal {

    private static final int PROMPT = 128;
    private static final int ANSWER = 48;

    private final EngineConfig config;
    private final ServedModel model;
    private final ModelRunner runner;

    Rehearsal(EngineConfig config, ServedModel model, ModelRunner runner) {
        this.config = config;
        this.model = model;
        this.runner = runner;
    }

    /** Answers a greedy request and one that draws, one after the other. */
    void run() {
        int room = Math.min(
                model.maxModelLength(),
                (runner.limits().blocks() - 1) * runner.limits().blockSize());
        if (room < PROMPT + ANSWER) {
            return;
        }
        List<SamplingParams> ways = List.of(
                SamplingParams.builder()
                        .maxTokens(ANSWER)
                        .ignoreEos(true)
                        .temperature(0)
                        .build(),
                SamplingParams.builder()
                        .maxTokens(ANSWER)
                        .ignoreEos(true)
                        .temperature(0.8f)
                        .topP(0.95f)
                        .build());
        try (LlmEngine engine = new LlmEngine(plain(), model, new BorrowedRunner(runner))) {
            for (SamplingParams way : ways) {
                answer(engine, new GenerationRequest("rehearsal", prompt(), way));
            }
        }
    }

    private EngineConfig plain() {
        return new EngineConfig(
                config.policy(),
                config.maxSequences(),
                config.maxBatchedTokens(),
                config.prefixCaching(),
                config.chunkedPrefill(),
                config.longPrefillThreshold(),
                config.watermark(),
                config.asyncScheduling(),
                0,
                Optional.empty(),
                0,
                config.maxWaiting(),
                config.maxLogprobs(),
                config.logprobsMode(),
                config.seed());
    }

    private int[] prompt() {
        int[] ids = new int[PROMPT];
        for (int i = 0; i < PROMPT; i++) {
            ids[i] = (int) (i * 7919L % runner.limits().vocabularySize());
        }
        return ids;
    }

    private static void answer(LlmEngine engine, GenerationRequest request) {
        try (Generation generation = engine.submit(request)) {
            while (generation.next().isPresent()) {
                // What it says does not matter.
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
