package dev.octavo.runtime.generate;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.octavo.runtime.sample.SamplingParams;
import dev.octavo.runtime.sample.SamplingParamsBuilder;
import dev.octavo.spi.UserException;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/** Every refusal begins with the field's name, which the server tells the client. */
class RequestChecksTest {

    private static final int VOCABULARY = 5000;

    private static void check(int maxLogprobs, UnaryOperator<SamplingParamsBuilder> set) {
        SamplingParams params = set.apply(SamplingParams.builder()).build();
        new RequestChecks(VOCABULARY, 100, 100, maxLogprobs).check(new GenerationRequest("r", new int[] {1}, params));
    }

    private static void refused(String field, UnaryOperator<SamplingParamsBuilder> set) {
        assertThatThrownBy(() -> check(20, set))
                .isInstanceOf(UserException.class)
                .hasMessageMatching("(?s)" + field + " must be .*");
    }

    @Test
    void fieldsOutOfRangeAreNamed() {
        refused("n", p -> p.n(0));
        refused("n", p -> p.n(129));
        refused("temperature", p -> p.temperature(-1));
        refused("temperature", p -> p.temperature(Float.NaN));
        refused("temperature", p -> p.temperature(Float.POSITIVE_INFINITY));
        refused("top_p", p -> p.topP(0));
        refused("top_p", p -> p.topP(Float.NaN));
        refused("top_k", p -> p.topK(-2));
        refused("min_p", p -> p.minP(Float.NaN));
        refused("repetition_penalty", p -> p.repetitionPenalty(Float.NaN));
        refused("repetition_penalty", p -> p.repetitionPenalty(Float.POSITIVE_INFINITY));
        refused("frequency_penalty", p -> p.frequencyPenalty(Float.NaN));
        refused("presence_penalty", p -> p.presencePenalty(2.1f));
        refused("logit_bias", p -> p.logitBias(Map.of(1, Float.NaN)));
        refused("logit_bias", p -> p.logitBias(Map.of(VOCABULARY, 1f)));
        refused("allowed_token_ids", p -> p.allowedTokenIds(List.of(1, VOCABULARY)));
        refused("bad_words", p -> p.badWords(List.of(List.of())));
        refused("bad_words", p -> p.badWords(List.of(List.of(1, -1))));
        refused("logprob_token_ids", p -> p.logprobTokenIds(List.of(VOCABULARY)));
        refused("logprob_token_ids", p -> p.logprobTokenIds(java.util.Collections.nCopies(129, 1)));
        refused("logprobs", p -> p.logprobs(21));
        refused("logprobs", p -> p.logprobs(-1));
        refused("logprobs", p -> p.logprobs(-2));
        refused("prompt_logprobs", p -> p.promptLogprobs(-1));
        refused("prompt_logprobs", p -> p.promptLogprobs(21).maxTokens(1));
        refused("max_tokens", p -> p.maxTokens(0));
        refused("min_tokens", p -> p.minTokens(17));
        refused("stop", p -> p.stop(List.of("")));
    }

    @Test
    void minusOneMeansNoLimitOrAll() {
        assertThatCode(() -> check(-1, p -> p.logprobs(-1).promptLogprobs(-1))).doesNotThrowAnyException();
        assertThatCode(() -> check(-1, p -> p.logprobs(VOCABULARY))).doesNotThrowAnyException();
        assertThatCode(() -> check(VOCABULARY, p -> p.logprobs(-1))).doesNotThrowAnyException();
        assertThatThrownBy(() -> check(-1, p -> p.logprobs(VOCABULARY + 1))).hasMessageContaining("logprobs");
    }

    @Test
    void aSingleTokenMayBeLookedAtClosely() {
        assertThatCode(() -> check(20, p -> p.logprobs(1024).maxTokens(1))).doesNotThrowAnyException();
        refused("logprobs", p -> p.logprobs(1025).maxTokens(1));
        refused("logprobs", p -> p.logprobs(1024).maxTokens(2));
    }
}
