package dev.octavo.server.openai;

import dev.octavo.server.protocol.ApiException;
import dev.octavo.server.protocol.Fields;
import dev.octavo.server.protocol.PlainTree;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectReader;

/** Reads chat messages into plain trees: any role, text contents, tool calls with parsed arguments; other members are kept as they are. */
final class MessageReader {

    private static final Set<String> TEXT_PARTS = Set.of("text", "input_text", "output_text");

    private final ObjectReader json;

    /** @param json a bounded reader for tool-call arguments, which are JSON within JSON */
    MessageReader(ObjectReader json) {
        this.json = json;
    }

    Map<String, @Nullable Object> read(JsonNode node, String path) {
        Fields fields = Fields.of(node, path);
        String role = fields.text("role").filter(r -> !r.isEmpty()).orElseThrow(() -> {
            return ApiException.badField(path + ".role", path + ".role is required.");
        });
        Map<String, @Nullable Object> out = new LinkedHashMap<>();
        out.put("role", role);
        out.put(
                "content",
                fields.node("content").map(c -> content(c, path + ".content")).orElse(""));
        for (Map.Entry<String, JsonNode> member : node.properties()) {
            String name = member.getKey();
            if (!out.containsKey(name) && !member.getValue().isNull()) {
                String at = path + "." + name;
                Object value = name.equals("tool_calls")
                        ? toolCalls(member.getValue(), at)
                        : PlainTree.of(member.getValue(), at);
                out.put(Fields.requireWellFormed(name, path), value);
            }
        }
        return out;
    }

    private static Object content(JsonNode node, String path) {
        if (node.isString()) {
            return Fields.text(node, path);
        }
        if (!node.isArray()) {
            throw Fields.wrongType(path, "a string or a list of content parts", node);
        }
        List<Map<String, String>> parts = new ArrayList<>();
        for (JsonNode part : node.values()) {
            String text = part(part, path + "[" + parts.size() + "]");
            parts.add(Map.of("type", "text", "text", text));
        }
        return parts;
    }

    private static String part(JsonNode part, String path) {
        if (part.isString()) {
            return Fields.text(part, path);
        }
        Fields fields = Fields.of(part, path);
        String type = fields.text("type").orElse("text");
        if (type.equals("refusal")) {
            return fields.text("refusal").orElse("");
        }
        if (!TEXT_PARTS.contains(type)) {
            throw ApiException.badField(
                    path, path + " is of type " + type + ", but this model takes text only: send parts of type text.");
        }
        return fields.text("text")
                .orElseThrow(() -> ApiException.badField(path + ".text", path + ".text is required."));
    }

    /** Templates expect arguments as an object, the API has them as JSON text. */
    private List<Object> toolCalls(JsonNode node, String path) {
        if (!node.isArray()) {
            throw Fields.wrongType(path, "a list of tool calls", node);
        }
        List<Object> out = new ArrayList<>();
        for (JsonNode call : node.values()) {
            String at = path + "[" + out.size() + "]";
            Fields.of(call, at);
            Map<String, @Nullable Object> plain = PlainTree.map(call, at);
            JsonNode function = call.get("function");
            if (function != null && function.isObject()) {
                Map<String, @Nullable Object> plainFunction = PlainTree.map(function, at + ".function");
                plainFunction.put("arguments", arguments(function.get("arguments"), at + ".function.arguments"));
                plain.put("function", plainFunction);
            }
            out.add(plain);
        }
        return out;
    }

    private @Nullable Object arguments(@Nullable JsonNode node, String path) {
        if (node == null
                || node.isNull()
                || (node.isString() && node.stringValue().isBlank())) {
            return Map.of();
        }
        if (!node.isString()) {
            return PlainTree.of(node, path);
        }
        try {
            return PlainTree.of(json.readTree(node.stringValue()), path);
        } catch (JacksonException e) {
            throw ApiException.badField(path, path + " is not valid JSON text.");
        }
    }

    /** The text of a content, its parts joined by line ends as vLLM does. */
    static String joined(@Nullable Object content) {
        if (content instanceof List<?> parts) {
            List<String> texts = new ArrayList<>();
            for (Object part : parts) {
                texts.add(part instanceof Map<?, ?> map ? String.valueOf(map.get("text")) : String.valueOf(part));
            }
            return String.join("\n", texts);
        }
        return content == null ? "" : content.toString();
    }
}
