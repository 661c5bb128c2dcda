package dev.octavo.server.openai;

import dev.octavo.runtime.generate.ServedModel;
import dev.octavo.runtime.template.ChatTemplate;
import dev.octavo.spi.UserException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.Optional;

/** Finds the renderer of a model: the template given to the server, else the model's own. */
final class PromptRenderers {

    private static final Logger LOGGER = System.getLogger("dev.octavo.server.openai");

    private PromptRenderers() {}

    /**
     * The renderer. A model whose own template is malformed is served all the same, without chats.
     *
     * @throws UserException if the template given to the server is malformed
     */
    static PromptRenderer of(ServedModel model, ServerConfig config) {
        if (config.chatTemplate().isPresent()) {
            ChatTemplate given = ChatTemplate.compile(config.chatTemplate().get());
            return new TemplateRenderer(Optional.of(given), "", model.tokenizer());
        }
        if (model.chatTemplate().isEmpty()) {
            return new TemplateRenderer(Optional.empty(), "This model has no chat template.", model.tokenizer());
        }
        try {
            ChatTemplate own = ChatTemplate.compile(model.chatTemplate().get());
            return new TemplateRenderer(Optional.of(own), "", model.tokenizer());
        } catch (UserException e) {
            String reason = "This model's chat template cannot be used: " + e.getMessage() + ".";
            LOGGER.log(Level.WARNING, reason);
            return new TemplateRenderer(Optional.empty(), reason, model.tokenizer());
        }
    }
}
