package dev.octavo.clients;

import static org.assertj.core.api.Assertions.assertThat;

import com.openai.errors.BadRequestException;
import com.openai.errors.NotFoundException;
import com.openai.errors.RateLimitException;
import com.openai.errors.UnauthorizedException;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.springframework.ai.chat.model.ChatResponse;
import org.springframework.ai.chat.prompt.Prompt;
import org.springframework.ai.openai.OpenAiChatModel;
import org.springframework.ai.openai.OpenAiChatOptions;

/** Spring AI's model for OpenAI. */
class SpringAiTest extends ChatClientContract {

    @Override
    protected ChatClient connect(String url, String key, int retries) {
        return new SpringAiClient(url, key, retries);
    }

    @Override
    protected Class<? extends Throwable> error(int status) {
        return switch (status) {
            case 400 -> BadRequestException.class;
            case 401 -> UnauthorizedException.class;
            case 404 -> NotFoundException.class;
            case 429 -> RateLimitException.class;
            default -> throw new IllegalArgumentException("status " + status);
        };
    }

    @Test
    void sendsEveryOption() {
        OpenAiChatOptions.Builder options = OpenAiChatOptions.builder();
        options.baseUrl(server().url() + "/v1").apiKey(StoryServer.KEY).maxRetries(0);
        options.organizationId("org").model("stories").temperature(0.9).topP(0.8);
        options.maxCompletionTokens(24).presencePenalty(0.3).frequencyPenalty(0.4);
        options.logitBias(Map.of("300", -50)).seed(11).n(2).user("someone");
        options.store(true).metadata(Map.of("kind", "test")).serviceTier("auto");
        options.parallelToolCalls(true).reasoningEffort("low").verbosity("low");
        options.promptCacheKey("key").logprobs(true).topLogprobs(2);
        options.extraBody(Map.of("top_k", 30, "repetition_penalty", 1.1));
        OpenAiChatModel model =
                OpenAiChatModel.builder().options(options.build()).build();
        Ask ask = Ask.of("Tell me a story about a dog.");
        Answer expected = server().reference(
                        ask.at(0.9, 11),
                        Map.of(
                                "top_p", 0.8,
                                "presence_penalty", 0.3,
                                "frequency_penalty", 0.4,
                                "logit_bias", Map.of("300", -50),
                                "top_k", 30,
                                "repetition_penalty", 1.1));
        ChatResponse answer = model.call(new Prompt(ask.turns().getFirst().text()));
        assertThat(answer.getResults()).hasSize(2);
        assertThat(Objects.requireNonNull(answer.getResult()).getOutput().getText())
                .isEqualTo(expected.text());
        assertThat(answer.getMetadata().getId()).startsWith("chatcmpl-");
        assertThat(answer.getMetadata().getModel()).isEqualTo("stories");
    }
}
