package dev.octavo.server.openai;

import dev.octavo.runtime.beam.BeamOptions;
import dev.octavo.runtime.sample.SamplingParamsBuilder;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * What completion and chat requests share.
 *
 * @param model the name given; empty for the only model there is
 * @param streaming whether and how to stream
 * @param n choices for each prompt
 * @param maxTokens what the client asked for
 * @param promptLogprobs alternatives to report for each prompt token; -1 for none at all
 * @param listedLogprobs how many tokens {@code logprob_token_ids} lists; 0 if it is not given
 * @param beams how to search, if with beams
 * @param returnTokenIds whether the answer carries ids
 * @param tokensAsIds whether tokens in log-probabilities are spelled {@code token_id:7}
 * @param addSpecialTokens whether the tokenizer adds its special tokens
 * @param truncation what to do with a prompt that is too long
 * @param priority lower is sooner
 * @param cacheSalt keeps the prefix cache apart
 * @param requestId the client's id for the answer
 * @param sampling everything but {@code max_tokens}
 */
record CommonRequest(
        Optional<String> model,
        StreamOptions streaming,
        int n,
        OptionalInt maxTokens,
        int promptLogprobs,
        int listedLogprobs,
        Optional<BeamOptions> beams,
        boolean returnTokenIds,
        boolean tokensAsIds,
        boolean addSpecialTokens,
        Truncation truncation,
        int priority,
        Optional<String> cacheSalt,
        Optional<String> requestId,
        SamplingParamsBuilder sampling) {}
