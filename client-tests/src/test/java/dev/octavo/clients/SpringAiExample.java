package dev.octavo.clients;

import java.util.Objects;
import java.util.function.Consumer;
import org.springframework.ai.openai.OpenAiChatModel;
import org.springframework.ai.openai.OpenAiChatOptions;

/** What docs/clients.md shows for Spring AI. */
final class SpringAiExample implements Example {

    @Override
    public String tell(String url, String key, Consumer<String> print) {
        // clients.md: begin
        OpenAiChatModel model = OpenAiChatModel.builder()
                .options(OpenAiChatOptions.builder()
                        .baseUrl(url + "/v1")
                        .apiKey(key)
                        .model("stories")
                        .temperature(0.0)
                        .build())
                .build();
        String story = model.call("Tell me a story about a rabbit.");

        model.stream("Tell me a story about a rabbit.").doOnNext(print).blockLast();
        // clients.md: end
        return Objects.requireNonNull(story);
    }
}
