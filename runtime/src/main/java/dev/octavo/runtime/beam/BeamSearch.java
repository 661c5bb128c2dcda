package dev.octavo.runtime.beam;

import dev.octavo.runtime.generate.Engine;
import dev.octavo.runtime.generate.Generation;
import dev.octavo.runtime.generate.GenerationRequest;
import dev.octavo.runtime.sample.SamplingParams;
import dev.octavo.spi.UserException;
import java.util.HashSet;
import java.util.Set;

/**
 * Beam search over any engine. Every step asks the engine for the next token of each beam, with the log-probabilities of its likeliest continuations; the beams' common beginnings
 * are computed once, since the prefix cache shares their blocks.
 */
public final class BeamSearch {

    private BeamSearch() {}

    /**
     * Starts a search. It goes on while {@link Generation#next()} is called; the chunks are the finished outputs, whole, best first.
     *
     * @param request {@code n} is the number of beams and of outputs. Of its sampling parameters {@code max_tokens}, {@code min_tokens}, {@code ignore_eos}, {@code stop_token_ids},
     *     {@code include_stop_str_in_output}, {@code logprobs} and {@code skip_special_tokens} count; the search is deterministic, so temperature, top_p, top_k, min_p and seed
     *     mean nothing to it
     * @throws UserException if the request asks for what a search cannot do, or could never run
     * @throws dev.octavo.spi.ResourceException if the queue is full
     */
    public static Generation start(Engine engine, GenerationRequest request, BeamOptions options) {
        SamplingParams params = request.sampling();
        refuse(params);
        Set<Integer> ends = new HashSet<>(params.stopTokenIds());
        if (!params.ignoreEos()) {
            ends.addAll(engine.model().endOfSequence());
        }
        int room = engine.model().maxModelLength() - request.promptIds().length;
        BeamRules rules = new BeamRules(
                params.n(), ends, params.minTokens(), Math.max(1, Math.min(params.maxTokens(), room)), options);
        return new BeamGeneration(engine, request, rules);
    }

    private static void refuse(SamplingParams params) {
        refuse(!params.stop().isEmpty(), "stop");
        refuse(!params.logitBias().isEmpty(), "logit_bias");
        refuse(!params.allowedTokenIds().isEmpty(), "allowed_token_ids");
        refuse(!params.badWords().isEmpty(), "bad_words");
        refuse(!params.logprobTokenIds().isEmpty(), "logprob_token_ids");
        refuse(params.promptLogprobs().isPresent(), "prompt_logprobs");
        refuse(params.repetitionDetection().isPresent(), "repetition_detection");
        refuse(params.frequencyPenalty() != 0, "frequency_penalty");
        refuse(params.presencePenalty() != 0, "presence_penalty");
    }

    private static void refuse(boolean given, String field) {
        if (given) {
            throw new UserException(field + " must be left out with use_beam_search: the search cannot honour it");
        }
    }
}
