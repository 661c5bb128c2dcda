package dev.octavo.clients;

import dev.langchain4j.model.LambdaStreamingResponseHandler;
import dev.langchain4j.model.chat.ChatModel;
import dev.langchain4j.model.chat.StreamingChatModel;
import dev.langchain4j.model.openai.OpenAiChatModel;
import dev.langchain4j.model.openai.OpenAiStreamingChatModel;
import java.util.function.Consumer;

/** What docs/clients.md shows for LangChain4j. */
final class LangChain4jExample implements Example {

    @Override
    public String tell(String url, String key, Consumer<String> print) throws Exception {
        // clients.md: begin
        ChatModel model = OpenAiChatModel.builder()
                .baseUrl(url + "/v1")
                .apiKey(key)
                .modelName("stories")
                .temperature(0.0)
                .build();
        String story = model.chat("Tell me a story about a rabbit.");

        StreamingChatModel streaming = OpenAiStreamingChatModel.builder()
                .baseUrl(url + "/v1")
                .apiKey(key)
                .modelName("stories")
                .temperature(0.0)
                .build();
        LambdaStreamingResponseHandler.onPartialResponseBlocking(streaming, "Tell me a story about a rabbit.", print);
        // clients.md: end
        return story;
    }
}
