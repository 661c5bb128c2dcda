package dev.octavo.server.openai;

import dev.octavo.runtime.generate.TokenLogprob;
import dev.octavo.server.protocol.JsonWriter;
import java.util.List;

/** What plain and streamed answers of {@code /v1/chat/completions} have in common. */
final class ChatFormat {

    private final ChatRequest request;
    private final Prompt prompt;
    private final TokenText text;
    private final String role;
    private final ChatLogprobs logprobs;

    /** @param responseRole the role of new messages */
    ChatFormat(ChatRequest request, Prompt prompt, TokenText text, String responseRole) {
        this.request = request;
        this.prompt = prompt;
        this.text = text;
        this.role = request.chat().addGenerationPrompt()
                ? responseRole
                : request.chat().lastRole();
        this.logprobs = new ChatLogprobs(text, request.topLogprobs());
    }

    ChatRequest request() {
        return request;
    }

    Prompt prompt() {
        return prompt;
    }

    TokenText tokenText() {
        return text;
    }

    String promptText() {
        return prompt.text().orElseGet(() -> text.tokenizer().decode(prompt.ids(), false));
    }

    String role() {
        return role;
    }

    /** What {@code echo} puts before an answer: the last message if it is of the same role. */
    String echo() {
        boolean same = request.chat().lastRole().equals(role);
        return request.echo() && same ? request.chat().lastText() : "";
    }

    void logprobs(JsonWriter out, List<TokenLogprob> tokens) {
        if (request.logprobs()) {
            logprobs.write(out, tokens);
        } else {
            out.nullValue();
        }
    }
}
