package dev.octavo.clients;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.springframework.ai.chat.messages.AssistantMessage;
import org.springframework.ai.chat.messages.Message;
import org.springframework.ai.chat.messages.SystemMessage;
import org.springframework.ai.chat.messages.UserMessage;
import org.springframework.ai.chat.metadata.Usage;
import org.springframework.ai.chat.model.ChatResponse;
import org.springframework.ai.chat.prompt.Prompt;
import org.springframework.ai.openai.OpenAiChatModel;
import org.springframework.ai.openai.OpenAiChatOptions;

/** Spring AI's model for OpenAI, built by hand: no context, no properties. */
final class SpringAiClient implements ChatClient {

    private final OpenAiChatModel model;

    SpringAiClient(String url, String key, int retries) {
        model = OpenAiChatModel.builder()
                .options(OpenAiChatOptions.builder()
                        .baseUrl(url + "/v1")
                        .apiKey(key)
                        .maxRetries(retries)
                        .build())
                .build();
    }

    private static Prompt prompt(Ask ask) {
        List<Message> messages = new ArrayList<>();
        if (!ask.system().isEmpty()) {
            messages.add(new SystemMessage(ask.system()));
        }
        for (Turn turn : ask.turns()) {
            messages.add(turn.user() ? new UserMessage(turn.text()) : new AssistantMessage(turn.text()));
        }
        OpenAiChatOptions.Builder options = OpenAiChatOptions.builder();
        options.model(ask.model()).temperature(ask.temperature()).maxTokens(ask.maxTokens());
        options.seed(ask.seed()).streamUsage(true);
        if (!ask.stop().isEmpty()) {
            options.stop(ask.stop());
        }
        return new Prompt(messages, options.build());
    }

    private static Answer answer(String text, String finish, Usage usage) {
        return new Answer(text, finish.equals("LENGTH"), usage.getPromptTokens(), usage.getCompletionTokens());
    }

    @Override
    public Answer whole(Ask ask) {
        ChatResponse response = model.call(prompt(ask));
        return answer(text(response), finish(response), response.getMetadata().getUsage());
    }

    @Override
    public Answer streamed(Ask ask, Consumer<String> pieces) {
        List<ChatResponse> parts = Objects.requireNonNull(model.stream(prompt(ask))
                .doOnNext(part -> {
                    if (!text(part).isEmpty()) {
                        pieces.accept(text(part));
                    }
                })
                .collectList()
                .block());
        String text = parts.stream().map(SpringAiClient::text).collect(Collectors.joining());
        String finish = parts.stream().map(SpringAiClient::finish).collect(Collectors.joining());
        return answer(text, finish, parts.getLast().getMetadata().getUsage());
    }

    private static String text(ChatResponse response) {
        return response.getResult() == null
                ? ""
                : Objects.requireNonNullElse(response.getResult().getOutput().getText(), "");
    }

    private static String finish(ChatResponse response) {
        return response.getResult() == null
                ? ""
                : Objects.requireNonNullElse(response.getResult().getMetadata().getFinishReason(), "");
    }

    @Override
    public void leave(Ask ask, Runnable left) {
        model.stream(prompt(ask))
                .filter(part -> !text(part).isEmpty())
                .doOnNext(part -> left.run())
                .blockFirst();
    }
}
