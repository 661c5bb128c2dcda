package dev.octavo.runtime.template;

import dev.octavo.runtime.template.syntax.Spaces;
import dev.octavo.spi.UserException;
import java.time.Clock;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Renders a conversation as transformers' {@code apply_chat_template} (5.x) does. Immutable.
 *
 * @param template the compiled template
 * @param specialTokens {@code bos_token}, {@code eos_token} and the like, as the template reads them
 */
public record ChatPrompt(ChatTemplate template, Map<String, String> specialTokens) {

    /** What transformers appends to the last message, to find afterwards where it ends. */
    private static final String TAG = "CONTINUE_FINAL_MESSAGE_TAG ";

    public ChatPrompt {
        specialTokens = Map.copyOf(specialTokens);
    }

    /**
     * One conversation and how to render it.
     *
     * @param messages maps with {@code role}, {@code content} ...; see {@link ChatTemplate#render} for the values
     * @param tools JSON schemas of the tools, or null
     * @param documents maps with {@code title} and {@code text}, or null
     * @param addGenerationPrompt whether the prompt ends with the start of an answer
     * @param continueFinalMessage whether the prompt ends within the last message, for the model to go on with
     * @param variables further variables ({@code chat_template_kwargs}); they win over the special tokens
     */
    public record Request(
            List<? extends Map<String, ?>> messages,
            @Nullable List<?> tools,
            @Nullable List<?> documents,
            boolean addGenerationPrompt,
            boolean continueFinalMessage,
            Map<String, ?> variables) {

        /** Only messages, with a generation prompt. */
        public static Request of(List<? extends Map<String, ?>> messages) {
            return new Request(messages, null, null, true, false, Map.of());
        }
    }

    /** As {@link #render(Request, Clock)} with the system's clock. */
    public String render(Request request) {
        return render(request, Clock.system(ZoneId.systemDefault()));
    }

    /**
     * Renders.
     *
     * @throws TemplateException if the template fails
     * @throws UserException if the request contradicts itself, or names a variable that the engine sets
     */
    public String render(Request request, Clock clock) {
        Map<String, Object> variables = new HashMap<>(specialTokens);
        variables.putAll(request.variables());
        for (String reserved : List.of("messages", "tools", "documents", "add_generation_prompt")) {
            if (request.variables().containsKey(reserved)) {
                throw new UserException("the chat template variable '" + reserved + "' is set by the request itself");
            }
        }
        variables.put("tools", request.tools());
        variables.put("documents", request.documents());
        variables.put("add_generation_prompt", request.addGenerationPrompt());
        if (!request.continueFinalMessage()) {
            variables.put("messages", request.messages());
            return template.render(variables, clock);
        }
        if (request.addGenerationPrompt()) {
            throw new UserException(
                    "continue_final_message and add_generation_prompt are not compatible. Use"
                            + " continue_final_message when you want the model to continue the final message, and"
                            + " add_generation_prompt when you want to add a header that will prompt it to start a new assistant message instead.");
        }
        return continued(request.messages(), variables, clock);
    }

    private String continued(List<? extends Map<String, ?>> messages, Map<String, Object> variables, Clock clock) {
        Map<String, ?> last = messages.isEmpty() ? Map.of() : messages.getLast();
        Object content = last.get("content");
        if (content == null) {
            throw new UserException(
                    "continue_final_message is set but the final message has no \"content\" to continue!");
        }
        if (!template.source().contains("content")) {
            throw new UserException(
                    "continue_final_message is set to \"content\" but this is not an accepted field in the"
                            + " chat_template");
        }
        Map<String, Object> tagged = new LinkedHashMap<>(last);
        String text;
        if (content instanceof String string) {
            text = string;
            tagged.put("content", string + TAG);
        } else if (content instanceof List<?> blocks) {
            List<Object> copy = new ArrayList<>(blocks);
            text = tagLastText(copy);
            tagged.put("content", copy);
        } else {
            throw new UserException("continue_final_message is set but the content of the final message is no text");
        }
        List<Object> all = new ArrayList<>(messages.subList(0, messages.size() - 1));
        all.add(tagged);
        variables.put("messages", all);
        return cut(template.render(variables, clock), text);
    }

    /**
     * Appends the tag to the last block that has text.
     *
     * @return the text as it was
     */
    private static String tagLastText(List<Object> blocks) {
        for (int i = blocks.size() - 1; i >= 0; i--) {
            if (blocks.get(i) instanceof Map<?, ?> block && block.get("text") instanceof String text) {
                Map<Object, Object> tagged = new LinkedHashMap<>(block);
                tagged.put("text", text + TAG);
                blocks.set(i, tagged);
                return text;
            }
        }
        throw new UserException(
                "continue_final_message is set but we could not find any text to continue in the final message!");
    }

    private static String cut(String rendered, String text) {
        String tag = TAG.strip();
        String stripped = strip(text);
        int at = rendered.lastIndexOf(tag);
        if (at < 0 || !rendered.contains(stripped)) {
            throw new TemplateException(
                    "continue_final_message is set but the final message does not appear in the chat after applying the chat"
                            + " template! This can happen if the chat template deletes portions of the final message. Please"
                            + " verify the chat template and final message in your chat to ensure they are compatible.",
                    null);
        }
        // Where the template trimmed the space behind the tag, it would have trimmed that before it, too.
        return rendered.startsWith(TAG, at)
                ? rendered.substring(0, at)
                : rendered.substring(0, Spaces.trimEnd(rendered, 0, at));
    }

    private static String strip(String text) {
        int from = Spaces.skip(text, 0);
        return text.substring(from, Spaces.trimEnd(text, from, text.length()));
    }
}
