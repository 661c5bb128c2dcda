package dev.octavo.clients;

import dev.langchain4j.model.anthropic.AnthropicChatModel;
import dev.langchain4j.model.anthropic.AnthropicStreamingChatModel;
import java.util.Map;

/** LangChain4j's models for Anthropic's Messages. */
class LangChain4jAnthropicTest extends ChatClientContract {

    @Override
    protected ChatClient connect(String url, String key, int retries) {
        return new LangChain4jClient(
                ask -> AnthropicChatModel.builder()
                        .baseUrl(url + "/v1")
                        .apiKey(key)
                        .maxRetries(retries)
                        .customParameters(Map.of("seed", ask.seed()))
                        .build(),
                ask -> AnthropicStreamingChatModel.builder()
                        .baseUrl(url + "/v1")
                        .apiKey(key)
                        .customParameters(Map.of("seed", ask.seed()))
                        .build());
    }

    @Override
    protected Class<? extends Throwable> error(int status) {
        return LangChain4jClient.error(status);
    }

    /** It waits as long as it thinks right. */
    @Override
    protected boolean waitsAsTold() {
        return false;
    }
}
