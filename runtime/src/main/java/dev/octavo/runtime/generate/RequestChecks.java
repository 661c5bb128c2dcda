package dev.octavo.runtime.generate;

import dev.octavo.runtime.sample.SamplingParams;
import dev.octavo.spi.UserException;
import java.util.List;
import java.util.OptionalInt;

/** Refuses requests that could never run. */
final class RequestChecks {

    /** What a request for a single token may ask for in any case, as those of a beam search are: that little takes no memory worth a limit. */
    private static final int ONE_TOKEN_LOGPROBS = 1024;

    private final int vocabulary;
    private final int maxModelLength;
    private final int maxLength;
    private final int maxLogprobs;

    /**
     * @param vocabulary columns of the logits
     * @param maxModelLength most tokens of a sequence as far as the model is concerned
     * @param cacheTokens tokens that fit in the KV cache
     * @param maxLogprobs most log-probabilities per token; -1 for no limit but the vocabulary
     */
    RequestChecks(int vocabulary, int maxModelLength, int cacheTokens, int maxLogprobs) {
        this.vocabulary = vocabulary;
        this.maxModelLength = maxModelLength;
        this.maxLength = Math.min(maxModelLength, cacheTokens);
        this.maxLogprobs = maxLogprobs;
    }

    /** Most tokens of prompt and output together. */
    int maxLength() {
        return maxLength;
    }

    /** @throws UserException naming the field and its range */
    void check(GenerationRequest request) {
        checkPrompt(request.promptIds());
        SamplingParams sampling = request.sampling();
        checkLogprobs("logprobs", sampling.logprobs(), sampling.maxTokens() == 1 ? ONE_TOKEN_LOGPROBS : 0);
        checkLogprobs("prompt_logprobs", sampling.promptLogprobs(), 0);
        checkTokens("logprob_token_ids", sampling.logprobTokenIds());
        checkTokens("logit_bias", sampling.logitBias().keySet());
        checkTokens("allowed_token_ids", sampling.allowedTokenIds());
        for (List<Integer> word : sampling.badWords()) {
            if (word.isEmpty()) {
                throw new UserException(
                        "bad_words must be words of at least one token, but one has none; leave it out");
            }
            checkTokens("bad_words", word);
        }
    }

    private void checkPrompt(int[] prompt) {
        if (prompt.length == 0) {
            throw new UserException("the prompt is empty; give at least one token");
        }
        if (prompt.length >= maxLength) {
            String limit = maxLength == maxModelLength
                    ? "the model's context length is " + maxModelLength + " tokens"
                    : "the KV cache holds " + maxLength + " tokens (the model's context length is " + maxModelLength
                            + ")";
            throw new UserException("the prompt has " + prompt.length + " tokens, but " + limit
                    + ", at least one of them for the output; shorten the prompt");
        }
        for (int i = 0; i < prompt.length; i++) {
            if (prompt[i] < 0 || prompt[i] >= vocabulary) {
                throw new UserException("token " + i + " of the prompt is " + prompt[i]
                        + ", but token ids go from 0 to " + (vocabulary - 1));
            }
        }
    }

    private void checkLogprobs(String field, OptionalInt value, int free) {
        if (value.isEmpty()) {
            return;
        }
        int most = maxLogprobs < 0 ? vocabulary : Math.min(Math.max(maxLogprobs, free), vocabulary);
        int wanted = value.getAsInt() < 0 ? vocabulary : value.getAsInt();
        if (wanted > most) {
            throw new UserException(field + " must be at most " + most + ", but is "
                    + (value.getAsInt() < 0 ? "-1, which means " + vocabulary : wanted)
                    + "; the limit is the engine's --max-logprobs");
        }
    }

    private void checkTokens(String field, Iterable<Integer> tokens) {
        for (int token : tokens) {
            if (token < 0 || token >= vocabulary) {
                throw new UserException(
                        field + " must be token ids from 0 to " + (vocabulary - 1) + ", but names token " + token);
            }
        }
    }
}
