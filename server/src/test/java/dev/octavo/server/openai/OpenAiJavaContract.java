package dev.octavo.server.openai;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.openai.client.OpenAIClient;
import com.openai.client.okhttp.OpenAIOkHttpClient;
import com.openai.core.http.StreamResponse;
import com.openai.errors.BadRequestException;
import com.openai.errors.NotFoundException;
import com.openai.errors.UnauthorizedException;
import com.openai.helpers.ChatCompletionAccumulator;
import com.openai.helpers.ResponseAccumulator;
import com.openai.models.chat.completions.ChatCompletion;
import com.openai.models.chat.completions.ChatCompletionChunk;
import com.openai.models.chat.completions.ChatCompletionCreateParams;
import com.openai.models.chat.completions.ChatCompletionStreamOptions;
import com.openai.models.completions.Completion;
import com.openai.models.completions.CompletionCreateParams;
import com.openai.models.responses.Response;
import com.openai.models.responses.ResponseCreateParams;
import com.openai.models.responses.ResponseStreamEvent;
import com.openai.models.responses.ResponseUsage;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Iterator;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What OpenAI's own Java client must find, with any model behind the server. Answers must be repeatable at temperature 0. */
public abstract class OpenAiJavaContract {

    private OpenAIClient client;

    /** The server, without {@code /v1}. */
    protected abstract String baseUrl();

    /** A key that the server accepts. */
    protected abstract String apiKey();

    /** A model that has a chat template. */
    protected abstract String model();

    @BeforeEach
    void connect() {
        client = client(apiKey());
    }

    @AfterEach
    void disconnect() {
        client.close();
    }

    private OpenAIClient client(String key) {
        return OpenAIOkHttpClient.builder()
                .baseUrl(baseUrl() + "/v1")
                .apiKey(key)
                .maxRetries(0)
                .build();
    }

    private ChatCompletionCreateParams.Builder chat() {
        return ChatCompletionCreateParams.builder()
                .model(model())
                .addSystemMessage("You tell stories.")
                .addUserMessage("Tell one.")
                .temperature(0.0)
                .maxCompletionTokens(12);
    }

    @Test
    void chats() {
        ChatCompletion answer = client.chat().completions().create(chat().build());
        assertThat(answer.id()).startsWith("chatcmpl-");
        assertThat(answer.model()).isNotEmpty();
        ChatCompletion.Choice choice = answer.choices().getFirst();
        assertThat(choice.message().content()).isPresent();
        assertThat(choice.finishReason().asString()).isIn("stop", "length");
        assertThat(answer.usage().orElseThrow().completionTokens()).isBetween(1L, 12L);
        assertThat(answer.usage().orElseThrow().totalTokens())
                .isEqualTo(answer.usage().orElseThrow().promptTokens()
                        + answer.usage().orElseThrow().completionTokens());
        answer.validate();
    }

    @Test
    void streamsTheSameChat() {
        ChatCompletion whole = client.chat().completions().create(chat().build());
        ChatCompletionAccumulator accumulator = ChatCompletionAccumulator.create();
        ChatCompletionCreateParams params = chat().streamOptions(
                        ChatCompletionStreamOptions.builder().includeUsage(true).build())
                .build();
        try (StreamResponse<ChatCompletionChunk> stream =
                client.chat().completions().createStreaming(params)) {
            stream.stream().peek(accumulator::accumulate).forEach(ChatCompletionChunk::validate);
        }
        ChatCompletion streamed = accumulator.chatCompletion();
        assertThat(streamed.choices().getFirst().message().content())
                .isEqualTo(whole.choices().getFirst().message().content());
        assertThat(streamed.choices().getFirst().finishReason())
                .isEqualTo(whole.choices().getFirst().finishReason());
        assertThat(streamed.usage().orElseThrow().completionTokens())
                .isEqualTo(whole.usage().orElseThrow().completionTokens());
    }

    @Test
    void reportsChatLogprobs() {
        ChatCompletion answer = client.chat()
                .completions()
                .create(chat().logprobs(true).topLogprobs(3).build());
        var content =
                answer.choices().getFirst().logprobs().orElseThrow().content().orElseThrow();
        assertThat(content).hasSize((int) answer.usage().orElseThrow().completionTokens());
        assertThat(content.getFirst().topLogprobs()).hasSize(3);
        assertThat(content.getFirst().logprob()).isLessThanOrEqualTo(0);
    }

    private ResponseCreateParams.Builder response() {
        return ResponseCreateParams.builder()
                .model(model())
                .instructions("You tell stories.")
                .input("Tell one.")
                .temperature(0.0)
                .maxOutputTokens(12);
    }

    @Test
    void responds() {
        Response answer = client.responses().create(response().build());
        answer.validate();
        assertThat(answer.id()).startsWith("resp_");
        assertThat(answer.status().orElseThrow().asString()).isIn("completed", "incomplete");
        assertThat(text(answer)).isNotEmpty();
        ResponseUsage usage = answer.usage().orElseThrow();
        assertThat(usage.totalTokens()).isEqualTo(usage.inputTokens() + usage.outputTokens());
        assertThatThrownBy(() -> client.responses()
                        .create(response().previousResponseId("resp_none").build()))
                .isInstanceOf(NotFoundException.class);
    }

    @Test
    void streamsTheSameResponse() {
        ResponseAccumulator accumulator = ResponseAccumulator.create();
        StringBuilder told = new StringBuilder();
        try (StreamResponse<ResponseStreamEvent> stream =
                client.responses().createStreaming(response().build())) {
            stream.stream().peek(accumulator::accumulate).forEach(event -> {
                event.validate();
                event.outputTextDelta().ifPresent(delta -> told.append(delta.delta()));
            });
        }
        Response whole = client.responses().create(response().build());
        assertThat(told.toString()).isEqualTo(text(whole));
        assertThat(text(accumulator.response())).isEqualTo(text(whole));
    }

    private static String text(Response response) {
        return response.output()
                .getFirst()
                .asMessage()
                .content()
                .getFirst()
                .asOutputText()
                .text();
    }

    @Test
    void completes() {
        CompletionCreateParams params = CompletionCreateParams.builder()
                .model(model())
                .prompt(CompletionCreateParams.Prompt.ofArrayOfStrings(List.of("Once upon", "The end")))
                .n(2)
                .temperature(0.0)
                .maxTokens(6)
                .logprobs(1)
                .echo(true)
                .build();
        Completion answer = client.completions().create(params);
        assertThat(answer.choices().stream().map(c -> c.index())).containsExactly(0L, 1L, 2L, 3L);
        assertThat(answer.choices().get(1).text()).startsWith("Once upon");
        assertThat(answer.choices().get(2).text()).startsWith("The end");
        assertThat(answer.choices().getFirst().logprobs().orElseThrow().tokens().orElseThrow())
                .hasSizeGreaterThan(1);
        try (StreamResponse<Completion> stream = client.completions().createStreaming(params)) {
            StringBuilder third = new StringBuilder();
            stream.stream()
                    .flatMap(part -> part.choices().stream())
                    .filter(choice -> choice.index() == 2)
                    .forEach(choice -> third.append(choice.text()));
            assertThat(third.toString()).isEqualTo(answer.choices().get(2).text());
        }
    }

    @Test
    void findsModels() {
        assertThat(client.models().list().data().stream().map(m -> m.id())).contains(model());
        assertThat(client.models().retrieve(model()).id()).isEqualTo(model());
        assertThatThrownBy(() -> client.models().retrieve("no-such-model")).isInstanceOf(NotFoundException.class);
    }

    @Test
    void understandsErrors() {
        assertThatThrownBy(() -> client.chat()
                        .completions()
                        .create(chat().model("no-such-model").build()))
                .isInstanceOf(NotFoundException.class)
                .hasMessageContaining("The model `no-such-model` does not exist.");
        assertThatThrownBy(() -> client.chat()
                        .completions()
                        .create(chat().temperature(-1.0).build()))
                .isInstanceOf(BadRequestException.class)
                .hasMessageContaining("temperature");
        assertThatThrownBy(() -> client.chat()
                        .completions()
                        .createStreaming(chat().topP(5.0).build()))
                .isInstanceOf(BadRequestException.class)
                .hasMessageContaining("top_p");
        OpenAIClient stranger = client("wrong");
        assertThatThrownBy(() -> stranger.models().list()).isInstanceOf(UnauthorizedException.class);
        stranger.close();
    }

    @Test
    void leavesInTheMiddleOfAStream() throws Exception {
        ChatCompletionCreateParams endless = chat().maxCompletionTokens(300)
                .putAdditionalBodyProperty("ignore_eos", com.openai.core.JsonValue.from(true))
                .build();
        try (StreamResponse<ChatCompletionChunk> stream =
                client.chat().completions().createStreaming(endless)) {
            Iterator<ChatCompletionChunk> chunks = stream.stream().iterator();
            chunks.next();
            chunks.next();
        }
        ServerFixture.eventually(() -> load().contains("\"server_load\":0"));
    }

    private String load() {
        try (HttpClient plain = HttpClient.newHttpClient()) {
            HttpRequest request = HttpRequest.newBuilder(URI.create(baseUrl() + "/load"))
                    .header("Authorization", "Bearer " + apiKey())
                    .build();
            return plain.send(request, HttpResponse.BodyHandlers.ofString()).body();
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }
}
