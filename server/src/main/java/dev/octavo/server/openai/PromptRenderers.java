package dev.octavo.server.openai;

import dev.octavo.runtime.generate.ServedModel;

/** Finds the renderer of a model. */
final class PromptRenderers {

    private PromptRenderers() {}

    static PromptRenderer of(ServedModel model, ServerConfig config) {
        return chat -> {
            throw ApiException.badField("messages", "This model has no chat template.");
        };
    }
}
