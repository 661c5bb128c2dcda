package dev.octavo.server.openai;

import dev.octavo.server.protocol.ApiException;
import dev.octavo.server.protocol.Fields;
import dev.octavo.server.protocol.PlainTree;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Reads requests to {@code /v1/chat/completions}, and the conversations of {@code /tokenize}. */
final class ChatReader {

    private static final int MAX_TOOLS = 1024;

    private final CommonReader common;
    private final MessageReader messages;
    private final boolean trustTemplates;

    ChatReader(CommonReader common, MessageReader messages, boolean trustTemplates) {
        this.common = common;
        this.messages = messages;
        this.trustTemplates = trustTemplates;
    }

    ChatRequest read(Fields fields) {
        AcceptedFields.check(fields);
        OptionalInt maxTokens = fields.integer("max_completion_tokens", 1, Integer.MAX_VALUE);
        OptionalInt older = fields.integer("max_tokens", 1, Integer.MAX_VALUE);
        boolean logprobs = fields.flag("logprobs", false);
        int top = common.logprobs().countOrAll(fields, "top_logprobs").orElse(0);
        if (top > 0 && !logprobs) {
            throw ApiException.badField("top_logprobs", "top_logprobs needs logprobs to be true.");
        }
        CommonRequest shared = common.read(fields, maxTokens.isPresent() ? maxTokens : older, false);
        if (logprobs) {
            shared.sampling().logprobs(top);
        }
        int reported = Math.max(top, shared.listedLogprobs());
        refuseAudio(fields);
        boolean promptText = fields.flag("return_prompt_text", false);
        return new ChatRequest(
                shared, conversation(fields), logprobs, reported, promptText, fields.flag("echo", false));
    }

    private static void refuseAudio(Fields fields) {
        for (String modality : fields.texts("modalities", 8)) {
            if (!modality.equals("text")) {
                throw ApiException.badField("modalities", "This model answers with text only.");
            }
        }
        if (fields.has("audio")) {
            throw ApiException.badField("audio", "This model answers with text only.");
        }
    }

    /** The same request with other messages. */
    ChatRequest another(ChatRequest first, JsonNode conversation, String path) {
        if (!conversation.isArray()) {
            throw Fields.wrongType(path, "a list of messages", conversation);
        }
        ChatInput chat = first.chat().withMessages(messages(List.copyOf(conversation.values()), path));
        return new ChatRequest(
                first.common(), chat, first.logprobs(), first.topLogprobs(), first.returnPromptText(), first.echo());
    }

    private List<Map<String, @Nullable Object>> messages(List<JsonNode> nodes, String path) {
        if (nodes.isEmpty()) {
            throw ApiException.badField(path, path + " is required and must not be empty.");
        }
        if (nodes.size() > common.limits().maxMessages()) {
            throw ApiException.badField(
                    path, path + " may have at most " + common.limits().maxMessages() + " entries.");
        }
        List<Map<String, @Nullable Object>> out = new ArrayList<>();
        for (JsonNode node : nodes) {
            out.add(messages.read(node, path + "[" + out.size() + "]"));
        }
        return out;
    }

    /** Messages and all that the template may use. */
    ChatInput conversation(Fields fields) {
        List<Map<String, @Nullable Object>> out = messages(
                fields.list("messages", "a list of messages", common.limits().maxMessages()), "messages");
        boolean goOn = fields.flag("continue_final_message", false);
        boolean opening = fields.flag("add_generation_prompt", !goOn);
        if (goOn && opening) {
            throw ApiException.badField(
                    "continue_final_message",
                    "Cannot set both `continue_final_message` and `add_generation_prompt` to True.");
        }
        return new ChatInput(
                out, tools(fields), objects(fields, "documents"), opening, goOn, variables(fields), template(fields));
    }

    private List<Map<String, @Nullable Object>> tools(Fields fields) {
        List<Map<String, @Nullable Object>> tools = objects(fields, "tools");
        for (int i = 0; i < tools.size(); i++) {
            String path = "tools[" + i + "]";
            Object function = tools.get(i).get("function");
            boolean named = function instanceof Map<?, ?> map && map.get("name") instanceof String;
            if (!"function".equals(tools.get(i).get("type")) || !named) {
                throw ApiException.badField(
                        path, path + " must be {\"type\": \"function\", \"function\": {\"name\": ...}}.");
            }
        }
        Optional<JsonNode> choice = fields.node("tool_choice");
        if (choice.isPresent()) {
            checkToolChoice(choice.get(), !tools.isEmpty());
        }
        return tools;
    }

    private static void checkToolChoice(JsonNode choice, boolean tools) {
        boolean named = choice.isObject();
        String mode = choice.isString() ? choice.stringValue() : "";
        if (named || mode.equals("required")) {
            throw ApiException.notImplemented(
                    "tool_choice",
                    "tool_choice must be \"none\" or \"auto\": forced tool calls are not supported yet.");
        }
        if (!mode.equals("none") && !mode.equals("auto")) {
            throw ApiException.badField("tool_choice", "tool_choice must be \"none\" or \"auto\".");
        }
        if (mode.equals("auto") && !tools) {
            throw ApiException.badField("tool_choice", "When using `tool_choice`, `tools` must be set.");
        }
    }

    private static List<Map<String, @Nullable Object>> objects(Fields fields, String name) {
        List<Map<String, @Nullable Object>> out = new ArrayList<>();
        for (JsonNode node : fields.list(name, "a list of objects", MAX_TOOLS)) {
            String path = fields.path(name) + "[" + out.size() + "]";
            Fields.of(node, path);
            out.add(PlainTree.map(node, path));
        }
        return out;
    }

    private static Map<String, @Nullable Object> variables(Fields fields) {
        Map<String, @Nullable Object> out = new LinkedHashMap<>();
        fields.text("reasoning_effort").ifPresent(effort -> out.put("reasoning_effort", effort));
        Optional<JsonNode> node = fields.node("chat_template_kwargs");
        if (node.isPresent()) {
            String path = fields.path("chat_template_kwargs");
            Fields.of(node.get(), path);
            out.putAll(PlainTree.map(node.get(), path));
        }
        for (String reserved : List.of("messages", "tools", "documents", "chat_template", "tokenize")) {
            if (out.containsKey(reserved)) {
                throw ApiException.badField(
                        "chat_template_kwargs", "chat_template_kwargs must not contain \"" + reserved + "\".");
            }
        }
        return out;
    }

    private Optional<String> template(Fields fields) {
        Optional<String> template = fields.text("chat_template");
        if (template.isPresent() && !trustTemplates) {
            throw ApiException.badField(
                    "chat_template",
                    "chat_template is refused: the server does not trust templates that come with requests.");
        }
        return template;
    }
}
