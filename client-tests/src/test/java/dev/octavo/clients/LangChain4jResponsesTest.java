package dev.octavo.clients;

import dev.langchain4j.model.openai.OpenAiResponsesChatModel;
import dev.langchain4j.model.openai.OpenAiResponsesStreamingChatModel;

/** LangChain4j's models for OpenAI's Responses. */
class LangChain4jResponsesTest extends ChatClientContract {

    @Override
    protected ChatClient connect(String url, String key, int retries) {
        return new LangChain4jClient(
                ask -> OpenAiResponsesChatModel.builder()
                        .baseUrl(url + "/v1")
                        .apiKey(key)
                        .modelName(ask.model())
                        .build(),
                ask -> OpenAiResponsesStreamingChatModel.builder()
                        .baseUrl(url + "/v1")
                        .apiKey(key)
                        .modelName(ask.model())
                        .build());
    }

    @Override
    protected Class<? extends Throwable> error(int status) {
        return LangChain4jClient.error(status);
    }

    /** Responses have neither. */
    @Override
    protected boolean hasStopAndSeed() {
        return false;
    }

    @Override
    protected boolean retries() {
        return false;
    }
}
