package dev.octavo.server.anthropic;

import dev.octavo.server.protocol.ApiException;
import dev.octavo.server.protocol.Fields;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * Says a request to {@code /v1/messages} in the terms of a chat: the system prompt becomes the first message, neighbours of one role become one message, and a last message of
 * the assistant's is gone on with, as Anthropic does.
 */
final class MessagesReader {

    private static final int MAX_MESSAGES = 10_000;
    private static final Set<String> ROLES = Set.of("user", "assistant", "system");
    /** What both APIs call by the same name. */
    private static final List<String> SHARED =
            List.of("model", "temperature", "top_p", "top_k", "chat_template_kwargs", "cache_salt", "priority", "seed");

    /**
     * A request in the terms of a chat.
     *
     * @param chat for {@code /v1/chat/completions}
     * @param origins where each message of the chat stands in the request
     */
    record Read(ObjectNode chat, List<String> origins) {

        /** The error in the request's own terms. */
        ApiException located(ApiException error) {
            for (int i = 0; i < origins.size(); i++) {
                ApiException moved = error.inside("messages[" + i + "]", origins.get(i));
                if (moved != error) {
                    return moved;
                }
            }
            return error.inside("stop", "stop_sequences").inside("max_completion_tokens", "max_tokens");
        }
    }

    private MessagesReader() {}

    /** @param counting whether tokens are counted only, which needs no {@code max_tokens} */
    static Read read(Fields fields, boolean counting) {
        refuse(fields);
        ObjectNode chat = JsonNodeFactory.instance.objectNode();
        for (String name : SHARED) {
            fields.node(name).ifPresent(node -> chat.set(name, node));
        }
        OptionalInt most = fields.integer("max_tokens", 1, Integer.MAX_VALUE);
        if (most.isEmpty() && !counting) {
            throw ApiException.badField("max_tokens", "max_tokens is required: the most tokens to generate.");
        }
        if (!counting) {
            chat.put("max_completion_tokens", most.getAsInt());
        }
        if (fields.has("stop_sequences")) {
            fields.list("stop_sequences", "a list of strings", MAX_MESSAGES);
            fields.node("stop_sequences").ifPresent(stops -> chat.set("stop", stops));
        }
        fields.object("metadata");
        fields.object("thinking");
        fields.text("service_tier");
        List<String> origins = new ArrayList<>();
        ArrayNode messages = messages(fields, origins);
        if (messages.get(messages.size() - 1).get("role").stringValue().equals("assistant")) {
            chat.put("continue_final_message", true).put("add_generation_prompt", false);
        }
        chat.set("messages", messages);
        return new Read(chat, origins);
    }

    private static void refuse(Fields fields) {
        if (!fields.list("tools", "a list of tools", 1024).isEmpty()) {
            throw ApiException.notImplemented("tools", "tools are not supported yet: leave tools out.");
        }
        String choice = fields.object("tool_choice")
                .flatMap(object -> object.text("type"))
                .orElse("none");
        if (!choice.equals("none") && !choice.equals("auto")) {
            throw ApiException.badField(
                    "tool_choice", "tool_choice must be of type \"none\" or \"auto\" without tools.");
        }
    }

    private static ArrayNode messages(Fields fields, List<String> origins) {
        List<Turn> turns = new ArrayList<>();
        fields.node("system").ifPresent(system -> turns.add(new Turn("system", "system", parts(system, "system"))));
        List<JsonNode> given = fields.list("messages", "a list of messages", MAX_MESSAGES);
        if (given.isEmpty()) {
            throw ApiException.badField("messages", "messages is required and must contain at least one item.");
        }
        for (int i = 0; i < given.size(); i++) {
            Turn turn = turn(given.get(i), "messages[" + i + "]");
            if (!turns.isEmpty() && turns.getLast().role().equals(turn.role())) {
                turns.getLast().texts().addAll(turn.texts());
            } else {
                turns.add(turn);
            }
        }
        ArrayNode out = JsonNodeFactory.instance.arrayNode();
        for (Turn turn : turns) {
            out.addObject().put("role", turn.role()).put("content", String.join("\n", turn.texts()));
            origins.add(turn.origin());
        }
        return out;
    }

    /** Neighbours of one role. */
    private record Turn(String role, String origin, List<String> texts) {}

    private static Turn turn(JsonNode node, String path) {
        Fields message = Fields.of(node, path);
        String role = message.text("role").orElse("");
        if (!ROLES.contains(role)) {
            throw ApiException.badField(path + ".role", path + ".role must be \"user\" or \"assistant\".");
        }
        JsonNode content = message.node("content")
                .orElseThrow(() -> ApiException.badField(path + ".content", path + ".content is required."));
        return new Turn(role, path, parts(content, path + ".content"));
    }

    /** A list that may grow. */
    private static List<String> parts(JsonNode content, String path) {
        if (content.isString()) {
            return new ArrayList<>(List.of(Fields.text(content, path)));
        }
        if (!content.isArray()) {
            throw Fields.wrongType(path, "a string or a list of content blocks", content);
        }
        if (content.isEmpty()) {
            throw ApiException.badField(path, path + " must not be empty.");
        }
        List<String> texts = new ArrayList<>();
        int index = 0;
        for (JsonNode node : content.values()) {
            block(Fields.of(node, path + "[" + index++ + "]")).ifPresent(texts::add);
        }
        return texts;
    }

    /** The text of a block; former thoughts are left out, as Anthropic does. */
    private static Optional<String> block(Fields block) {
        String type = block.text("type").orElse("text");
        return switch (type) {
            case "text" ->
                Optional.of(block.text("text")
                        .orElseThrow(
                                () -> ApiException.badField(block.path("text"), block.path("text") + " is required.")));
            case "thinking", "redacted_thinking" -> Optional.empty();
            default ->
                throw ApiException.badField(
                        block.path("type"),
                        block.path("type") + " is \"" + type
                                + "\", but this model takes text only: send blocks of type \"text\".");
        };
    }
}
