package dev.octavo.server.openai;

import dev.octavo.runtime.generate.GenerationRequest;
import dev.octavo.runtime.generate.GenerationUsage;
import dev.octavo.runtime.generate.ServedModel;
import dev.octavo.runtime.sample.SamplingParams;
import dev.octavo.server.http.ClientGoneException;
import dev.octavo.server.protocol.ApiException;
import dev.octavo.server.protocol.ChatEngine;
import dev.octavo.server.protocol.ChatRun;
import dev.octavo.server.protocol.Client;
import dev.octavo.server.protocol.Fields;
import dev.octavo.server.protocol.PreparedChat;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;

/** Lets other protocols in: they chat through the same readers, templates and limits as {@code /v1/chat/completions}. */
final class ChatDoor implements ChatEngine {

    private final ChatReader reader;
    private final ChatPrompts prompts;
    private final ServerState state;
    private final Errors errors;

    ChatDoor(ChatReader reader, ChatPrompts prompts, ServerState state, Errors errors) {
        this.reader = reader;
        this.prompts = prompts;
        this.state = state;
        this.errors = errors;
    }

    @Override
    public ServedModel model() {
        return state.engine().model();
    }

    @Override
    public PreparedChat prepare(Fields fields) {
        ChatRequest request = reader.read(fields);
        Prompt prompt = prompts.of(request);
        SamplingParams sampling =
                request.common().sampling().maxTokens(prompt.maxTokens()).build();
        return new Prepared(state, request.common(), prompt, sampling);
    }

    @Override
    public ApiException explain(Throwable error, String requestId) {
        return errors.of(error, requestId);
    }

    private record Prepared(ServerState state, CommonRequest common, Prompt prompt, SamplingParams sampling)
            implements PreparedChat {

        @Override
        public String promptText() {
            return prompt.text()
                    .orElseGet(() -> state.engine().model().tokenizer().decode(prompt.ids(), false));
        }

        @Override
        public int[] promptIds() {
            return prompt.ids();
        }

        @Override
        public ChatRun submit(String id, Client client) throws ClientGoneException {
            GenerationRequest request = new GenerationRequest(
                    state.engineId(id, 0), prompt.ids(), sampling, common.priority(), common.cacheSalt());
            state.generationBegan();
            try {
                return new Run(
                        state,
                        GenerationGroup.submit(
                                Generating.submission(state.engine(), common), List.of(request), client));
            } catch (RuntimeException | ClientGoneException e) {
                state.generationEnded();
                throw e;
            }
        }
    }

    private static final class Run implements ChatRun {

        private final ServerState state;
        private final GenerationGroup group;
        private final AtomicBoolean closed = new AtomicBoolean();

        Run(ServerState state, GenerationGroup group) {
            this.state = state;
            this.group = group;
        }

        @Override
        public void read(Listener listener) throws ClientGoneException, InterruptedException {
            group.read((prompt, chunk) -> listener.accept(chunk));
        }

        @Override
        public GenerationUsage usage() {
            return group.generation(0).usage();
        }

        @Override
        public void close() {
            group.close();
            if (closed.compareAndSet(false, true)) {
                state.generationEnded();
            }
        }
    }
}
