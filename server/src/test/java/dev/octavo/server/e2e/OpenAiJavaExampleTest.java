package dev.octavo.server.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.openai.client.OpenAIClient;
import com.openai.client.okhttp.OpenAIOkHttpClient;
import com.openai.core.http.StreamResponse;
import com.openai.models.chat.completions.ChatCompletionChunk;
import com.openai.models.chat.completions.ChatCompletionCreateParams;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** What docs/clients.md shows for OpenAI's Java client. */
class OpenAiJavaExampleTest {

    @Test
    void tellsTheSameStoryTwice() {
        try (StoryServer server = new StoryServer()) {
            StringBuilder streamed = new StringBuilder();
            String whole = tell(server.url(), StoryServer.KEY, streamed::append);
            assertThat(whole).hasSizeGreaterThan(20);
            assertThat(streamed).hasToString(whole);
        }
    }

    private static String tell(String url, String key, Consumer<String> print) {
        // clients.md: begin
        OpenAIClient client =
                OpenAIOkHttpClient.builder().baseUrl(url + "/v1").apiKey(key).build();
        ChatCompletionCreateParams ask = ChatCompletionCreateParams.builder()
                .model("stories")
                .addUserMessage("Tell me a story about a rabbit.")
                .temperature(0)
                .build();
        String story = client.chat()
                .completions()
                .create(ask)
                .choices()
                .getFirst()
                .message()
                .content()
                .orElseThrow();

        try (StreamResponse<ChatCompletionChunk> chunks =
                client.chat().completions().createStreaming(ask)) {
            chunks.stream()
                    .flatMap(chunk -> chunk.choices().stream())
                    .forEach(choice -> choice.delta().content().ifPresent(print));
        }
        // clients.md: end
        client.close();
        return story;
    }
}
