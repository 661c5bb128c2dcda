package dev.octavo.clients;

import static org.assertj.core.api.Assertions.assertThat;

import dev.langchain4j.data.message.UserMessage;
import dev.langchain4j.model.chat.response.ChatResponse;
import dev.langchain4j.model.openai.OpenAiChatModel;
import dev.langchain4j.model.openai.OpenAiChatResponseMetadata;
import dev.langchain4j.model.openai.OpenAiLanguageModel;
import dev.langchain4j.model.openai.OpenAiStreamingChatModel;
import dev.langchain4j.model.output.Response;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** LangChain4j's models for OpenAI's chat completions. */
class LangChain4jOpenAiTest extends ChatClientContract {

    @Override
    protected ChatClient connect(String url, String key, int retries) {
        return new LangChain4jClient(
                ask -> OpenAiChatModel.builder()
                        .baseUrl(url + "/v1")
                        .apiKey(key)
                        .maxRetries(retries)
                        .seed(ask.seed())
                        .build(),
                ask -> OpenAiStreamingChatModel.builder()
                        .baseUrl(url + "/v1")
                        .apiKey(key)
                        .seed(ask.seed())
                        .build());
    }

    @Override
    protected Class<? extends Throwable> error(int status) {
        return LangChain4jClient.error(status);
    }

    @Test
    void sendsEveryOption() {
        OpenAiChatModel model = OpenAiChatModel.builder()
                .baseUrl(server().url() + "/v1")
                .apiKey(StoryServer.KEY)
                .organizationId("org")
                .projectId("project")
                .modelName("stories")
                .temperature(0.9)
                .topP(0.8)
                .maxCompletionTokens(24)
                .presencePenalty(0.3)
                .frequencyPenalty(0.4)
                .logitBias(Map.of("300", -50))
                .seed(11)
                .user("someone")
                .store(true)
                .metadata(Map.of("kind", "test"))
                .serviceTier("auto")
                .parallelToolCalls(true)
                .reasoningEffort("low")
                .logprobs(true)
                .topLogprobs(2)
                .customParameters(Map.of("top_k", 30, "repetition_penalty", 1.1))
                .maxRetries(0)
                .build();
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
        ChatResponse answer = model.chat(UserMessage.from(ask.turns().getFirst().text()));
        assertThat(answer.aiMessage().text()).isEqualTo(expected.text());
        OpenAiChatResponseMetadata metadata = (OpenAiChatResponseMetadata) answer.metadata();
        assertThat(metadata.id()).startsWith("chatcmpl-");
        assertThat(metadata.modelName()).isEqualTo("stories");
        assertThat(metadata.created()).isPositive();
        assertThat(metadata.logProbs()).hasSize(expected.outputTokens());
    }

    @Test
    void completesAPrompt() {
        OpenAiLanguageModel model = OpenAiLanguageModel.builder()
                .baseUrl(server().url() + "/v1")
                .apiKey(StoryServer.KEY)
                .modelName("stories")
                .temperature(0.0)
                .maxRetries(0)
                .build();
        Response<String> answer = model.generate("Once upon a time");
        assertThat(answer.content()).isEqualTo(server().completion("Once upon a time"));
        assertThat(Objects.requireNonNull(answer.tokenUsage()).outputTokenCount())
                .isPositive();
    }

    /** It waits as long as it thinks right. */
    @Override
    protected boolean waitsAsTold() {
        return false;
    }
}
