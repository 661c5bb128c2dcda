package dev.octavo.runtime.beam;

import dev.octavo.runtime.generate.Engine;
import dev.octavo.runtime.generate.FinishReason;
import dev.octavo.runtime.generate.Generation;
import dev.octavo.runtime.generate.GenerationChunk;
import dev.octavo.runtime.generate.GenerationRequest;
import dev.octavo.runtime.generate.TokenLogprob;
import dev.octavo.runtime.sample.LogprobsMode;
import dev.octavo.runtime.sample.SamplingParams;
import dev.octavo.spi.InternalException;
import dev.octavo.spi.ResourceException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** Asks the engine for the next tokens of all beams. One thread runs it; any thread may close it. */
final class BeamSteps {

    private static final Duration RETRY = Duration.ofMillis(20);
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final Engine engine;
    private final GenerationRequest request;
    private final SamplingParams params;
    private final List<Generation> submitted = new ArrayList<>();
    private int step;
    private boolean closed;
    private volatile int cachedTokens;

    BeamSteps(Engine engine, GenerationRequest request, int alternatives) {
        this.engine = engine;
        this.request = request;
        // All that counts are the log-probabilities of the model itself, whatever the engine reports to others.
        this.params = SamplingParams.builder()
                .temperature(0)
                .maxTokens(1)
                .ignoreEos(true)
                .logprobs(Math.min(alternatives, engine.model().vocabularySize()))
                .logprobsMode(LogprobsMode.RAW_LOGPROBS)
                .build();
    }

    /** Submits the prompt itself, so that errors come at once. */
    void submitFirst() {
        submit(Beam.empty(), 0);
    }

    private void submit(Beam beam, int index) {
        int[] prompt = request.promptIds();
        int[] tokens = beam.tokens();
        int[] all = Arrays.copyOf(prompt, prompt.length + tokens.length);
        System.arraycopy(tokens, 0, all, prompt.length, tokens.length);
        String id = request.id() + "-beam-" + step + "-" + index;
        Generation generation =
                engine.submit(new GenerationRequest(id, all, params, request.priority(), request.cacheSalt()));
        synchronized (this) {
            submitted.add(generation);
            if (closed) {
                generation.close();
            }
        }
    }

    /** For each beam its likeliest continuations; empty if the search was closed. */
    Optional<List<List<TokenLogprob>>> run(List<Beam> beams) throws InterruptedException {
        boolean first = step == 0;
        for (int i = first ? 1 : 0; i < beams.size(); i++) {
            submitPatiently(beams.get(i), i);
        }
        List<List<TokenLogprob>> all = new ArrayList<>();
        for (Generation generation : List.copyOf(submitted)) {
            Optional<List<TokenLogprob>> next = read(generation);
            if (next.isEmpty()) {
                return Optional.empty();
            }
            all.add(next.get());
        }
        if (first) {
            cachedTokens = submitted.getFirst().usage().cachedTokens();
        }
        synchronized (this) {
            submitted.clear();
        }
        step++;
        return Optional.of(all);
    }

    /** A search that was let in should not fail because others came in the meantime: it waits for a place in the queue. */
    private void submitPatiently(Beam beam, int index) throws InterruptedException {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (true) {
            try {
                submit(beam, index);
                return;
            } catch (ResourceException full) {
                if (isClosed()
                        || System.nanoTime() > deadline
                        || engine.failure().isPresent()) {
                    throw full;
                }
                Thread.sleep(RETRY);
            }
        }
    }

    private Optional<List<TokenLogprob>> read(Generation generation) throws InterruptedException {
        List<TokenLogprob> found = List.of();
        for (Optional<GenerationChunk> next = generation.next(); next.isPresent(); next = generation.next()) {
            GenerationChunk chunk = next.get();
            if (chunk.finish().filter(how -> how == FinishReason.ABORT).isPresent()) {
                return Optional.empty();
            }
            if (!chunk.logprobs().isEmpty()) {
                found = alternatives(chunk.logprobs().getFirst());
            }
        }
        if (found.isEmpty() && !isClosed()) {
            throw new InternalException("the engine answered beam request " + generation.id() + " without a token");
        }
        return found.isEmpty() ? Optional.empty() : Optional.of(found);
    }

    private static List<TokenLogprob> alternatives(TokenLogprob chosen) {
        List<TokenLogprob> all = new ArrayList<>(chosen.top().size());
        for (int i = 0; i < chosen.top().size(); i++) {
            TokenLogprob.Alternative one = chosen.top().get(i);
            all.add(new TokenLogprob(one.tokenId(), one.logprob(), i + 1, chosen.top()));
        }
        return all;
    }

    int cachedTokens() {
        return cachedTokens;
    }

    private synchronized boolean isClosed() {
        return closed;
    }

    synchronized void close() {
        closed = true;
        submitted.forEach(Generation::close);
    }
}
