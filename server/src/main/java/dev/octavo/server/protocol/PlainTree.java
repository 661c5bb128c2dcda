package dev.octavo.server.protocol;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** JSON as maps, lists, strings, longs, doubles, booleans and nulls: what chat templates work on. Depth is bounded by the parser. */
public final class PlainTree {

    private PlainTree() {}

    /** An object. */
    public static Map<String, @Nullable Object> map(JsonNode node, String path) {
        Map<String, @Nullable Object> out = new LinkedHashMap<>();
        for (Map.Entry<String, JsonNode> entry : node.properties()) {
            String name = Fields.requireWellFormed(entry.getKey(), path);
            out.put(name, of(entry.getValue(), path + "." + name));
        }
        return out;
    }

    /** Any value. */
    public static @Nullable Object of(JsonNode node, String path) {
        return switch (node.getNodeType()) {
            case OBJECT -> map(node, path);
            case ARRAY -> list(node, path);
            case STRING -> Fields.text(node, path);
            case BOOLEAN -> node.booleanValue();
            case NUMBER -> number(node, path);
            default -> null;
        };
    }

    private static List<@Nullable Object> list(JsonNode node, String path) {
        List<@Nullable Object> out = new ArrayList<>(node.size());
        for (JsonNode element : node.values()) {
            out.add(of(element, path + "[" + out.size() + "]"));
        }
        return Collections.unmodifiableList(out);
    }

    private static Object number(JsonNode node, String path) {
        if (node.isIntegralNumber() && node.canConvertToLong()) {
            return node.longValue();
        }
        return Fields.number(node, path);
    }

    /** Where the first half of a surrogate pair stands without its other half, or -1. */
    static int loneSurrogate(String text) {
        int i = 0;
        while (i < text.length()) {
            int point = text.codePointAt(i);
            if (point >= Character.MIN_SURROGATE && point <= Character.MAX_SURROGATE) {
                return i;
            }
            i += Character.charCount(point);
        }
        return -1;
    }
}
