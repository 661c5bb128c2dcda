package dev.octavo.clients;

import com.anthropic.client.AnthropicClient;
import com.anthropic.client.okhttp.AnthropicOkHttpClient;
import com.anthropic.core.JsonValue;
import com.anthropic.core.http.StreamResponse;
import com.anthropic.models.messages.MessageCreateParams;
import com.anthropic.models.messages.RawMessageStreamEvent;
import java.util.function.Consumer;

/** What docs/clients.md shows for Anthropic's Java client. */
final class AnthropicJavaExample implements Example {

    @Override
    public String tell(String url, String key, Consumer<String> print) {
        // clients.md: begin
        AnthropicClient client =
                AnthropicOkHttpClient.builder().baseUrl(url).apiKey(key).build();
        MessageCreateParams ask = MessageCreateParams.builder()
                .model("stories")
                .maxTokens(400)
                .addUserMessage("Tell me a story about a rabbit.")
                .putAdditionalBodyProperty("temperature", JsonValue.from(0))
                .build();
        String story =
                client.messages().create(ask).content().getFirst().asText().text();

        try (StreamResponse<RawMessageStreamEvent> events = client.messages().createStreaming(ask)) {
            events.stream()
                    .flatMap(event -> event.contentBlockDelta().stream())
                    .forEach(delta -> print.accept(delta.delta().asText().text()));
        }
        // clients.md: end
        client.close();
        return story;
    }
}
