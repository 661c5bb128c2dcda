package dev.octavo.server.openai;

import dev.octavo.runtime.template.ChatPrompt;
import dev.octavo.runtime.template.ChatTemplate;
import dev.octavo.runtime.template.ContentFormat;
import dev.octavo.runtime.tokenizer.Tokenizer;
import dev.octavo.server.protocol.ApiException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Renders by chat templates, giving contents in the form that a template wants: text, or a list of parts. */
final class TemplateRenderer implements PromptRenderer {

    private record Ready(ChatPrompt prompt, ContentFormat format) {}

    private final Optional<Ready> template;
    private final String reason;
    private final Map<String, String> specialTokens;

    /** @param reason told to clients if there is no template */
    TemplateRenderer(Optional<ChatTemplate> template, String reason, Tokenizer tokenizer) {
        this.specialTokens = tokenizer.special().templateVariables();
        this.template = template.map(this::ready);
        this.reason = reason;
    }

    @Override
    public String render(ChatInput chat) {
        Ready ready = chat.template()
                .map(source -> ready(ChatTemplate.compile(source)))
                .or(() -> template)
                .orElseThrow(() -> ApiException.badRequest(
                        reason + " Start the server with one (--chat-template), or use /v1/completions."));
        List<Map<String, @Nullable Object>> messages = new ArrayList<>();
        for (Map<String, @Nullable Object> message : chat.messages()) {
            Map<String, @Nullable Object> copy = new LinkedHashMap<>(message);
            copy.put("content", content(message.get("content"), ready.format()));
            messages.add(copy);
        }
        return ready.prompt()
                .render(new ChatPrompt.Request(
                        messages,
                        chat.tools().isEmpty() ? null : chat.tools(),
                        chat.documents().isEmpty() ? null : chat.documents(),
                        chat.addGenerationPrompt(),
                        chat.continueFinalMessage(),
                        chat.variables()));
    }

    private Ready ready(ChatTemplate source) {
        return new Ready(new ChatPrompt(source, specialTokens), ContentFormat.detect(source));
    }

    private static Object content(@Nullable Object content, ContentFormat format) {
        if (format == ContentFormat.STRING) {
            return MessageReader.joined(content);
        }
        if (content instanceof List<?> parts) {
            return parts;
        }
        String text = MessageReader.joined(content);
        return text.isEmpty() ? List.of() : List.of(Map.of("type", "text", "text", text));
    }
}
