package dev.octavo.server.openai;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A conversation and what else its template may use; all as plain trees.
 *
 * @param messages each with {@code role} and {@code content}; a content is a string or a list of text parts
 * @param tools functions that the model may call
 * @param documents texts that the model may cite
 * @param addGenerationPrompt whether the answer's opening is added
 * @param continueFinalMessage whether the last message is left open
 * @param variables further template variables, from {@code chat_template_kwargs}
 * @param template a template to use in place of the model's
 */
record ChatInput(
        List<Map<String, @Nullable Object>> messages,
        List<Map<String, @Nullable Object>> tools,
        List<Map<String, @Nullable Object>> documents,
        boolean addGenerationPrompt,
        boolean continueFinalMessage,
        Map<String, @Nullable Object> variables,
        Optional<String> template) {

    /** The same with other messages. */
    ChatInput withMessages(List<Map<String, @Nullable Object>> others) {
        return new ChatInput(others, tools, documents, addGenerationPrompt, continueFinalMessage, variables, template);
    }

    /** The role of the last message. */
    String lastRole() {
        return String.valueOf(messages.getLast().get("role"));
    }

    /** The text of the last message. */
    String lastText() {
        return MessageReader.joined(messages.getLast().get("content"));
    }
}
