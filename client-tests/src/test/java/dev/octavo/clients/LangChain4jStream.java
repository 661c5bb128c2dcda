package dev.octavo.clients;

import dev.langchain4j.model.chat.StreamingChatModel;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.response.ChatResponse;
import dev.langchain4j.model.chat.response.PartialResponse;
import dev.langchain4j.model.chat.response.PartialResponseContext;
import dev.langchain4j.model.chat.response.StreamingChatResponseHandler;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;

/** Waits for a stream of LangChain4j's. */
final class LangChain4jStream implements StreamingChatResponseHandler {

    private final CompletableFuture<ChatResponse> end = new CompletableFuture<>();
    private final BiConsumer<String, PartialResponseContext> pieces;

    private LangChain4jStream(BiConsumer<String, PartialResponseContext> pieces) {
        this.pieces = pieces;
    }

    static ChatResponse read(
            StreamingChatModel model, ChatRequest request, BiConsumer<String, PartialResponseContext> pieces)
            throws Exception {
        LangChain4jStream stream = new LangChain4jStream(pieces);
        model.chat(request, stream);
        try {
            return stream.end.get(StoryServer.PATIENCE.toSeconds(), TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof Exception cause) {
                throw cause;
            }
            throw e;
        }
    }

    /** Cancels a stream at its first piece. */
    static void leave(StreamingChatModel model, ChatRequest request, Runnable left) throws Exception {
        CompletableFuture<Boolean> cancelled = new CompletableFuture<>();
        model.chat(request, new LangChain4jStream((piece, context) -> {
            left.run();
            context.streamingHandle().cancel();
            cancelled.complete(context.streamingHandle().isCancelled());
        }));
        if (!cancelled.get(StoryServer.PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
            throw new AssertionError("not cancelled");
        }
    }

    @Override
    public void onPartialResponse(PartialResponse piece, PartialResponseContext context) {
        pieces.accept(piece.text(), context);
    }

    @Override
    public void onCompleteResponse(ChatResponse response) {
        end.complete(response);
    }

    @Override
    public void onError(Throwable error) {
        end.completeExceptionally(error);
    }
}
