package dev.octavo.server.cli;

import dev.octavo.runtime.generate.Engine;
import dev.octavo.runtime.generate.Generation;
import dev.octavo.runtime.generate.GenerationChunk;
import dev.octavo.runtime.generate.GenerationRequest;
import dev.octavo.runtime.generate.ServedModel;
import dev.octavo.runtime.template.ChatPrompt;
import dev.octavo.runtime.template.ChatTemplate;
import dev.octavo.spi.UserException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A conversation with a model: keeps what was said, and forgets the oldest turns where the context is full. {@link #stop} may come from any thread. */
final class ChatSession {

    /** Tokens that are kept free for an answer, unless the context is smaller. */
    private static final int ROOM = 128;

    private final Engine engine;
    private final ServedModel model;
    private final ChatPrompt prompt;
    private final SamplingArguments sampling;
    private final List<Map<String, String>> turns = new ArrayList<>();
    private final AtomicLong requests = new AtomicLong();
    private final AtomicReference<@Nullable Generation> running = new AtomicReference<>();
    private String system = "";
    private int tokens;

    ChatSession(Engine engine, SamplingArguments sampling) {
        this.engine = engine;
        this.model = engine.model();
        this.sampling = sampling;
        String source = model.chatTemplate()
                .orElseThrow(() -> new UserException("the model has no chat template; give one by --chat-template,"
                        + " or continue texts with: octavo complete"));
        this.prompt = new ChatPrompt(
                ChatTemplate.compile(source), model.tokenizer().special().templateVariables());
    }

    /** Says what the model should be; empty for nothing. */
    void system(String text) {
        system = text;
    }

    /** Forgets everything but the system text. */
    void clear() {
        turns.clear();
    }

    /** What was said so far. */
    List<Map<String, String>> turns() {
        return List.copyOf(turns);
    }

    /** Tokens of the last answer. */
    int tokens() {
        return tokens;
    }

    /**
     * Answers, handing each piece over as it comes.
     *
     * @return how many old turns had to be forgotten for the context's sake
     */
    int answer(String question, Consumer<String> onText) throws InterruptedException {
        turns.add(Map.of("role", "user", "content", question));
        return answerLast(onText);
    }

    /**
     * Answers the last question once more.
     *
     * @throws UserException if nothing was asked yet
     */
    int regenerate(Consumer<String> onText) throws InterruptedException {
        if (!turns.isEmpty() && "assistant".equals(turns.getLast().get("role"))) {
            turns.removeLast();
        }
        if (turns.isEmpty()) {
            throw new UserException("there is no question to answer again");
        }
        return answerLast(onText);
    }

    private int answerLast(Consumer<String> onText) throws InterruptedException {
        int forgotten = 0;
        int[] ids = encoded();
        int room = Math.min(ROOM, model.maxModelLength() / 2);
        while (ids.length + room > model.maxModelLength() && turns.size() > 1) {
            turns.removeFirst();
            forgotten++;
            ids = encoded();
        }
        StringBuilder text = new StringBuilder();
        GenerationRequest request =
                new GenerationRequest("chat-" + requests.incrementAndGet(), ids, sampling.params(model, ids.length));
        try (Generation generation = engine.submit(request)) {
            running.set(generation);
            for (Optional<GenerationChunk> chunk = generation.next(); chunk.isPresent(); chunk = generation.next()) {
                text.append(chunk.get().text());
                onText.accept(chunk.get().text());
            }
            tokens = generation.usage().completionTokens();
        } finally {
            running.set(null);
            turns.add(Map.of("role", "assistant", "content", text.toString()));
        }
        return forgotten;
    }

    private int[] encoded() {
        List<Map<String, String>> messages = new ArrayList<>();
        if (!system.isEmpty()) {
            messages.add(Map.of("role", "system", "content", system));
        }
        messages.addAll(turns);
        return model.tokenizer().encode(prompt.render(ChatPrompt.Request.of(messages)), false);
    }

    /** Ends the answer under way; returns whether there was one. */
    boolean stop() {
        Generation generation = running.get();
        if (generation != null) {
            generation.close();
        }
        return generation != null;
    }
}
