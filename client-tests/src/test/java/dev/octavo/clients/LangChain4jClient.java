package dev.octavo.clients;

import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.data.message.ChatMessage;
import dev.langchain4j.data.message.SystemMessage;
import dev.langchain4j.data.message.UserMessage;
import dev.langchain4j.exception.AuthenticationException;
import dev.langchain4j.exception.InvalidRequestException;
import dev.langchain4j.exception.ModelNotFoundException;
import dev.langchain4j.exception.RateLimitException;
import dev.langchain4j.model.anthropic.AnthropicTokenUsage;
import dev.langchain4j.model.chat.ChatModel;
import dev.langchain4j.model.chat.StreamingChatModel;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.response.ChatResponse;
import dev.langchain4j.model.output.FinishReason;
import dev.langchain4j.model.output.TokenUsage;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * One of LangChain4j's pairs of models. They differ in how they are built alone.
 *
 * @param whole makes the model for whole answers, with what a request cannot say
 * @param streaming makes the model for streams
 */
record LangChain4jClient(Function<Ask, ChatModel> whole, Function<Ask, StreamingChatModel> streaming)
        implements ChatClient {

    private static ChatRequest request(Ask ask) {
        List<ChatMessage> messages = new ArrayList<>();
        if (!ask.system().isEmpty()) {
            messages.add(SystemMessage.from(ask.system()));
        }
        for (Turn turn : ask.turns()) {
            messages.add(turn.user() ? UserMessage.from(turn.text()) : AiMessage.from(turn.text()));
        }
        ChatRequest.Builder request = ChatRequest.builder().messages(messages).modelName(ask.model());
        request.temperature(ask.temperature()).maxOutputTokens(ask.maxTokens());
        if (!ask.stop().isEmpty()) {
            request.stopSequences(ask.stop());
        }
        return request.build();
    }

    private static Answer answer(ChatResponse response) {
        TokenUsage usage = response.tokenUsage();
        int cached = usage instanceof AnthropicTokenUsage detailed ? detailed.cacheReadInputTokens() : 0;
        return new Answer(
                response.aiMessage().text(),
                response.finishReason() == FinishReason.LENGTH,
                usage.inputTokenCount() + cached,
                usage.outputTokenCount());
    }

    @Override
    public Answer whole(Ask ask) {
        return answer(whole.apply(ask).chat(request(ask)));
    }

    @Override
    public Answer streamed(Ask ask, Consumer<String> pieces) throws Exception {
        return answer(
                LangChain4jStream.read(streaming.apply(ask), request(ask), (piece, context) -> pieces.accept(piece)));
    }

    @Override
    public void leave(Ask ask, Runnable left) throws Exception {
        LangChain4jStream.leave(streaming.apply(ask), request(ask), left);
    }

    static Class<? extends Throwable> error(int status) {
        return switch (status) {
            case 400 -> InvalidRequestException.class;
            case 401 -> AuthenticationException.class;
            case 404 -> ModelNotFoundException.class;
            case 429 -> RateLimitException.class;
            default -> throw new IllegalArgumentException("status " + status);
        };
    }
}
