package dev.octavo.server.openai;

import dev.octavo.spi.UserException;
import java.util.Map;

/** Renders {@code [role]text} for each message, the tools' count before it and {@code [assistant]} after it. */
final class FakeRenderer implements PromptRenderer {

    @Override
    public String render(ChatInput chat) {
        StringBuilder out = new StringBuilder();
        if (!chat.tools().isEmpty()) {
            out.append("tools=").append(chat.tools().size());
        }
        chat.variables().forEach((name, value) -> out.append(name).append('=').append(value));
        for (Map<String, ?> message : chat.messages()) {
            if ("forbidden".equals(message.get("role"))) {
                throw new UserException("the chat template refuses role forbidden");
            }
            out.append('[').append(message.get("role")).append(']');
            out.append(MessageReader.joined(message.get("content")));
        }
        return chat.addGenerationPrompt() ? out.append("[assistant]").toString() : out.toString();
    }
}
