package dev.octavo.clients;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.anthropic.client.AnthropicClient;
import com.anthropic.client.okhttp.AnthropicOkHttpClient;
import com.anthropic.errors.BadRequestException;
import com.anthropic.errors.NotFoundException;
import com.anthropic.errors.RateLimitException;
import com.anthropic.errors.UnauthorizedException;
import com.anthropic.models.ErrorType;
import com.anthropic.models.messages.Message;
import com.anthropic.models.messages.MessageCountTokensParams;
import com.anthropic.models.messages.StopReason;
import org.junit.jupiter.api.Test;

/** Anthropic's Java client. */
class AnthropicJavaTest extends ChatClientContract {

    private static final Ask STORY = Ask.of("Tell me a story about a dog.").withSystem("You tell stories.");

    @Override
    protected ChatClient connect(String url, String key, int retries) {
        return new AnthropicJavaClient(url, key, retries);
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

    private AnthropicClient bare() {
        return AnthropicOkHttpClient.builder()
                .baseUrl(server().url())
                .apiKey(StoryServer.KEY)
                .maxRetries(0)
                .build();
    }

    @Test
    void countsTokens() {
        AnthropicClient client = bare();
        MessageCountTokensParams params = MessageCountTokensParams.builder()
                .model(STORY.model())
                .system(STORY.system())
                .addUserMessage(STORY.turns().getFirst().text())
                .build();
        assertThat(client.messages().countTokens(params).validate().inputTokens())
                .isEqualTo(server().promptTokens(STORY));
        client.close();
    }

    @Test
    void tellsWhichSequenceStopped() {
        AnthropicClient client = bare();
        String whole = server().reference(STORY).text();
        String stop = whole.substring(10, 14);
        Message answer = client.messages().create(AnthropicJavaClient.params(STORY.endingAt(stop)));
        assertThat(answer.stopReason()).contains(StopReason.STOP_SEQUENCE);
        assertThat(answer.stopSequence()).contains(stop);
        assertThat(client.messages()
                        .create(AnthropicJavaClient.params(STORY.atMost(400)))
                        .stopReason())
                .contains(StopReason.END_TURN);
        client.close();
    }

    @Test
    void listsModels() {
        AnthropicClient client = bare();
        assertThat(client.models().list().data().stream().map(model -> model.id()))
                .containsExactly("stories");
        assertThat(client.models().retrieve("stories").id()).isEqualTo("stories");
        client.close();
    }

    @Test
    void readsWhatAnErrorSays() {
        AnthropicClient client = bare();
        NotFoundException error = catchThrowableOfType(
                NotFoundException.class,
                () -> client.messages().create(AnthropicJavaClient.params(STORY.to("no-such-model"))));
        assertThat(error.type()).contains(ErrorType.NOT_FOUND_ERROR);
        assertThat(error.apiMessage()).contains("The model `no-such-model` does not exist.");
        assertThat(error.requestId()).isPresent();
        client.close();
    }
}
