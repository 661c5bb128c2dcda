package dev.octavo.server.responses;

import dev.octavo.server.protocol.ApiException;
import dev.octavo.server.protocol.Fields;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Turns the items of {@code input} into the messages of a chat, and remembers where each came from, so that errors can name the place in the request. */
final class InputItems {

    private static final int MAX_ITEMS = 10_000;

    private final ArrayNode messages = JsonNodeFactory.instance.arrayNode();
    private final List<String> origins = new ArrayList<>();

    /** The chat's messages. */
    ArrayNode messages() {
        return messages;
    }

    /** Messages of what was said before, as they were kept. */
    void addKept(ArrayNode kept) {
        kept.values().forEach(message -> add(message, "previous_response_id"));
    }

    /** Puts the system's message before all others. */
    void addInstructions(String text) {
        messages.insert(0, message("system", text));
        origins.addFirst("instructions");
    }

    /** Chat messages that the client brings along. */
    void addMessages(Fields fields, String name) {
        int index = 0;
        for (JsonNode node : fields.list(name, "a list of messages", MAX_ITEMS)) {
            add(node, name + "[" + index++ + "]");
        }
    }

    /** Text, or a list of items. */
    void addInput(Fields fields) {
        JsonNode input = fields.node("input")
                .orElseThrow(() -> ApiException.badField("input", "input is required: text, or a list of items."));
        if (input.isString()) {
            add(message("user", Fields.text(input, "input")), "input");
            return;
        }
        if (!input.isArray()) {
            throw Fields.wrongType("input", "a string or a list of items", input);
        }
        List<JsonNode> items = fields.list("input", "a string or a list of items", MAX_ITEMS);
        if (items.isEmpty()) {
            throw ApiException.badField("input", "input must not be empty.");
        }
        for (int i = 0; i < items.size(); i++) {
            addItem(items.get(i), "input[" + i + "]");
        }
    }

    private void addItem(JsonNode item, String path) {
        Fields fields = Fields.of(item, path);
        String type = fields.text("type").orElse("message");
        switch (type) {
            case "message" -> {
                ObjectNode message = JsonNodeFactory.instance.objectNode();
                message.put("role", fields.text("role").orElse("user"));
                message.set("content", content(fields));
                add(message, path);
            }
            case "function_call" -> add(call(fields), path);
            case "function_call_output" -> add(output(fields), path);
            case "reasoning" -> fields.list("summary", "a list", MAX_ITEMS);
            default ->
                throw ApiException.badField(
                        path + ".type",
                        path + ".type is \"" + type
                                + "\", which this server does not take; send items of type \"message\".");
        }
    }

    private static JsonNode content(Fields fields) {
        return fields.node("content")
                .orElseThrow(() -> ApiException.badField(
                        fields.path("content"), fields.path("content") + " is required: text, or a list of parts."));
    }

    private static ObjectNode call(Fields fields) {
        ObjectNode function = JsonNodeFactory.instance.objectNode();
        function.put("name", required(fields, "name"));
        function.put("arguments", fields.text("arguments").orElse("{}"));
        ObjectNode call = JsonNodeFactory.instance.objectNode();
        call.put("id", required(fields, "call_id")).put("type", "function").set("function", function);
        ObjectNode message = message("assistant", "");
        message.putArray("tool_calls").add(call);
        return message;
    }

    private static ObjectNode output(Fields fields) {
        ObjectNode message = JsonNodeFactory.instance.objectNode();
        message.put("role", "tool").put("tool_call_id", required(fields, "call_id"));
        message.set("content", fields.node("output").orElse(JsonNodeFactory.instance.stringNode("")));
        return message;
    }

    private static String required(Fields fields, String name) {
        return fields.text(name)
                .orElseThrow(() ->
                        ApiException.badField(fields.path(name), fields.path(name) + " is required in this item."));
    }

    static ObjectNode message(String role, String text) {
        return JsonNodeFactory.instance.objectNode().put("role", role).put("content", text);
    }

    private void add(JsonNode message, String origin) {
        messages.add(message);
        origins.add(origin);
    }

    /** The error in the request's own terms. */
    ApiException located(ApiException error) {
        String param = error.param().orElse("");
        for (int i = 0; i < origins.size() && param.startsWith("messages["); i++) {
            Optional<ApiException> moved = moved(error, "messages[" + i + "]", origins.get(i));
            if (moved.isPresent()) {
                return moved.get();
            }
        }
        return moved(error, "messages", "input")
                .or(() -> moved(error, "max_completion_tokens", "max_output_tokens"))
                .orElse(error);
    }

    private static Optional<ApiException> moved(ApiException error, String name, String place) {
        ApiException moved = error.inside(name, place);
        return moved == error ? Optional.empty() : Optional.of(moved);
    }
}
