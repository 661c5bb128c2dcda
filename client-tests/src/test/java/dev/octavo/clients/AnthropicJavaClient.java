package dev.octavo.clients;

import com.anthropic.client.AnthropicClient;
import com.anthropic.client.okhttp.AnthropicOkHttpClient;
import com.anthropic.core.JsonValue;
import com.anthropic.core.http.StreamResponse;
import com.anthropic.helpers.MessageAccumulator;
import com.anthropic.models.messages.ContentBlock;
import com.anthropic.models.messages.Message;
import com.anthropic.models.messages.MessageCreateParams;
import com.anthropic.models.messages.RawMessageStreamEvent;
import com.anthropic.models.messages.StopReason;
import com.anthropic.models.messages.Usage;
import java.util.Iterator;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/** Anthropic's Java client. Everything that it parses is also validated by it. */
final class AnthropicJavaClient implements ChatClient {

    private final AnthropicClient client;

    AnthropicJavaClient(String url, String key, int retries) {
        client = AnthropicOkHttpClient.builder()
                .baseUrl(url)
                .apiKey(key)
                .maxRetries(retries)
                .build();
    }

    static MessageCreateParams params(Ask ask) {
        MessageCreateParams.Builder params =
                MessageCreateParams.builder().model(ask.model()).maxTokens(ask.maxTokens());
        if (!ask.system().isEmpty()) {
            params.system(ask.system());
        }
        for (Turn turn : ask.turns()) {
            if (turn.user()) {
                params.addUserMessage(turn.text());
            } else {
                params.addAssistantMessage(turn.text());
            }
        }
        ask.stop().forEach(params::addStopSequence);
        params.putAdditionalBodyProperty("temperature", JsonValue.from(ask.temperature()));
        params.putAdditionalBodyProperty("seed", JsonValue.from(ask.seed()));
        return params.build();
    }

    private static Answer answer(Message message) {
        message.validate();
        Usage usage = message.usage();
        return new Answer(
                message.content().stream()
                        .map(ContentBlock::asText)
                        .map(t -> t.text())
                        .collect(Collectors.joining()),
                message.stopReason().orElseThrow().equals(StopReason.MAX_TOKENS),
                (int) (usage.inputTokens() + usage.cacheReadInputTokens().orElse(0L)),
                (int) usage.outputTokens());
    }

    @Override
    public Answer whole(Ask ask) {
        return answer(client.messages().create(params(ask)));
    }

    @Override
    public Answer streamed(Ask ask, Consumer<String> pieces) {
        MessageAccumulator accumulator = MessageAccumulator.create();
        try (StreamResponse<RawMessageStreamEvent> stream = client.messages().createStreaming(params(ask))) {
            stream.stream().forEach(event -> {
                event.validate();
                accumulator.accumulate(event);
                text(event).ifPresent(pieces);
            });
        }
        return answer(accumulator.message());
    }

    private static Optional<String> text(RawMessageStreamEvent event) {
        return event.contentBlockDelta().map(delta -> delta.delta().asText().text());
    }

    @Override
    public void leave(Ask ask, Runnable left) {
        try (StreamResponse<RawMessageStreamEvent> stream = client.messages().createStreaming(params(ask))) {
            Iterator<RawMessageStreamEvent> events = stream.stream().iterator();
            while (text(events.next()).isEmpty()) {
                // The message and its block begin without text.
            }
            left.run();
        }
    }

    @Override
    public void close() {
        client.close();
    }
}
