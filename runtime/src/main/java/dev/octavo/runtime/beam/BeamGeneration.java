package dev.octavo.runtime.beam;

import dev.octavo.runtime.generate.Engine;
import dev.octavo.runtime.generate.FinishReason;
import dev.octavo.runtime.generate.Generation;
import dev.octavo.runtime.generate.GenerationChunk;
import dev.octavo.runtime.generate.GenerationChunk.StopReason;
import dev.octavo.runtime.generate.GenerationRequest;
import dev.octavo.runtime.generate.GenerationUsage;
import dev.octavo.runtime.generate.TokenLogprob;
import dev.octavo.runtime.sample.SamplingParams;
import dev.octavo.runtime.tokenizer.IncrementalDetokenizer;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** A search as a generation: runs it on the reader's thread, then hands out the finished outputs one by one. */
final class BeamGeneration implements Generation {

    private final GenerationRequest request;
    private final BeamRules rules;
    private final BeamLoop loop;
    private final BeamSteps steps;
    private final Engine engine;
    private int handedOut;
    private volatile int completionTokens;

    BeamGeneration(Engine engine, GenerationRequest request, BeamRules rules) {
        this.engine = engine;
        this.request = request;
        this.rules = rules;
        this.loop = new BeamLoop(rules);
        this.steps = new BeamSteps(engine, request, rules.alternatives());
        steps.submitFirst();
    }

    @Override
    public String id() {
        return request.id();
    }

    @Override
    public Optional<GenerationChunk> next() throws InterruptedException {
        while (!loop.running().isEmpty()) {
            Optional<List<List<TokenLogprob>>> alternatives = steps.run(loop.running());
            if (alternatives.isEmpty()) {
                return Optional.empty();
            }
            loop.advance(alternatives.get());
        }
        if (handedOut == loop.finished().size()) {
            return Optional.empty();
        }
        Beam beam = loop.finished().get(handedOut).beam();
        return Optional.of(chunk(handedOut++, beam));
    }

    @SuppressWarnings("NonAtomicVolatileUpdate") // only the reading thread writes
    private GenerationChunk chunk(int choice, Beam beam) {
        int[] tokens = beam.tokens();
        completionTokens += tokens.length;
        int last = tokens[tokens.length - 1];
        boolean ended = rules.ends(last);
        boolean byStopToken = ended && request.sampling().stopTokenIds().contains(last);
        boolean named = byStopToken && !engine.model().endOfSequence().contains(last);
        return new GenerationChunk(
                choice,
                text(tokens, ended),
                tokens,
                logprobs(beam),
                Optional.of(ended ? FinishReason.STOP : FinishReason.LENGTH),
                named ? Optional.of(new StopReason.Token(last)) : Optional.empty());
    }

    private String text(int[] tokens, boolean ended) {
        SamplingParams params = request.sampling();
        int shown = ended && !params.includeStopInOutput() ? tokens.length - 1 : tokens.length;
        IncrementalDetokenizer detokenizer = engine.model().tokenizer().detokenizer(params.skipSpecialTokens());
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < shown; i++) {
            text.append(detokenizer.accept(tokens[i]));
        }
        return text.append(detokenizer.finish()).toString();
    }

    private List<TokenLogprob> logprobs(Beam beam) {
        if (request.sampling().logprobs().isEmpty()) {
            return List.of();
        }
        int width = request.sampling().logprobs().getAsInt();
        return Arrays.stream(beam.path())
                .map(one -> new TokenLogprob(
                        one.tokenId(),
                        one.logprob(),
                        one.rank(),
                        width < 0
                                ? one.top()
                                : one.top().subList(0, Math.min(width, one.top().size()))))
                .toList();
    }

    @Override
    public List<Optional<TokenLogprob>> promptLogprobs() {
        return List.of();
    }

    @Override
    public GenerationUsage usage() {
        return new GenerationUsage(request.promptIds().length, steps.cachedTokens(), completionTokens);
    }

    @Override
    public void close() {
        steps.close();
    }
}
