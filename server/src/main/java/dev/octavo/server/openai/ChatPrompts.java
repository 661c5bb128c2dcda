package dev.octavo.server.openai;

import java.util.OptionalInt;

/** From a chat request to its prompt: through the template, the tokenizer and the check of its length. */
final class ChatPrompts {

    private final PromptRenderer renderer;
    private final PromptPreparer preparer;

    ChatPrompts(PromptRenderer renderer, PromptPreparer preparer) {
        this.renderer = renderer;
        this.preparer = preparer;
    }

    Prompt of(ChatRequest request) {
        PromptInput input = new PromptInput.Text("messages", renderer.render(request.chat()));
        return preparer.prepare(input, request.common(), OptionalInt.empty());
    }
}
