package dev.octavo.clients;

import dev.langchain4j.model.openai.OpenAiChatModel;
import dev.langchain4j.model.openai.OpenAiStreamingChatModel;

/** LangChain4j's models for OpenAI's chat completions. */
class LangChain4jOpenAiTest extends ChatClientContract {

    @Override
    protected ChatClient connect(String url, String key, int retries) {
        return new LangChain4jClient(
                ask -> OpenAiChatModel.builder()
                        .baseUrl(url + "/v1")
                        .apiKey(key)
                        .maxRetries(retries)
                        .seed(ask.seed())
                        .build(),
                ask -> OpenAiStreamingChatModel.builder()
                        .baseUrl(url + "/v1")
                        .apiKey(key)
                        .seed(ask.seed())
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
