package dev.octavo.server.protocol;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Typed access to a JSON object whose errors name the path of the field. A member that is null counts as absent. */
public final class Fields {

    private final JsonNode object;
    private final String prefix;
    private final Set<String> asked = new HashSet<>();

    private Fields(JsonNode object, String prefix) {
        this.object = object;
        this.prefix = prefix;
    }

    /** The fields of a request. */
    public static Fields root(JsonNode object) {
        return new Fields(object, "");
    }

    /** The fields of an object within the request. */
    public static Fields of(JsonNode node, String path) {
        if (!node.isObject()) {
            throw wrongType(path, "an object", node);
        }
        return new Fields(node, path + ".");
    }

    /** Where a member stands in the request. */
    public String path(String name) {
        return prefix + name;
    }

    /** Whether a member is there and not null. */
    public boolean has(String name) {
        return find(name) != null;
    }

    /** A member of any type. */
    public Optional<JsonNode> node(String name) {
        return Optional.ofNullable(find(name));
    }

    /** True or false. */
    public boolean flag(String name, boolean otherwise) {
        JsonNode node = find(name);
        if (node == null) {
            return otherwise;
        }
        if (!node.isBoolean()) {
            throw wrongType(path(name), "true or false", node);
        }
        return node.booleanValue();
    }

    /** A string member. */
    public Optional<String> text(String name) {
        JsonNode node = find(name);
        return node == null ? Optional.empty() : Optional.of(text(node, path(name)));
    }

    /** A string that is whole Unicode text. */
    public static String text(JsonNode node, String path) {
        if (!node.isString()) {
            throw wrongType(path, "a string", node);
        }
        return requireWellFormed(node.stringValue(), path);
    }

    /** The text, if it has no half of a surrogate pair. */
    public static String requireWellFormed(String text, String path) {
        int at = PlainTree.loneSurrogate(text);
        if (at >= 0) {
            throw ApiException.badField(
                    path, path + " is not valid Unicode text: a lone surrogate at character " + at + ".");
        }
        return text;
    }

    /** A string or a list of strings. */
    public List<String> texts(String name, int max) {
        JsonNode node = find(name);
        if (node == null) {
            return List.of();
        }
        if (node.isString()) {
            return List.of(text(node, path(name)));
        }
        List<String> out = new ArrayList<>();
        for (JsonNode element : list(name, "a string or a list of strings", max)) {
            out.add(text(element, path(name) + "[" + out.size() + "]"));
        }
        return out;
    }

    /** An integer of 32 bits. */
    public OptionalInt integer(String name) {
        JsonNode node = find(name);
        return node == null ? OptionalInt.empty() : OptionalInt.of(integer(node, path(name)));
    }

    /** An integer in a range. */
    public OptionalInt integer(String name, int min, int max) {
        OptionalInt value = integer(name);
        if (value.isPresent() && (value.getAsInt() < min || value.getAsInt() > max)) {
            throw ApiException.badField(
                    path(name),
                    path(name) + " must be from " + min + " to " + max + ", but is " + value.getAsInt() + ".");
        }
        return value;
    }

    /** An integer of 32 bits. */
    public static int integer(JsonNode node, String path) {
        long value = longInteger(node, path);
        if (value != (int) value) {
            throw ApiException.badField(path, path + " must fit into 32 bits, but is " + value + ".");
        }
        return (int) value;
    }

    /** An integer of 64 bits. */
    public OptionalLong longInteger(String name) {
        JsonNode node = find(name);
        return node == null ? OptionalLong.empty() : OptionalLong.of(longInteger(node, path(name)));
    }

    private static long longInteger(JsonNode node, String path) {
        if (node.isIntegralNumber()) {
            if (!node.canConvertToLong()) {
                throw ApiException.badField(path, path + " must fit into 64 bits.");
            }
            return node.longValue();
        }
        double value = node.isNumber() ? node.doubleValue() : Double.NaN;
        if (value != Math.rint(value) || Math.abs(value) > 1L << 53) {
            throw wrongType(path, "an integer", node);
        }
        return (long) value;
    }

    /** A finite number. */
    public OptionalDouble number(String name) {
        JsonNode node = find(name);
        return node == null ? OptionalDouble.empty() : OptionalDouble.of(number(node, path(name)));
    }

    /** A finite number. */
    public static double number(JsonNode node, String path) {
        if (!node.isNumber()) {
            throw wrongType(path, "a number", node);
        }
        double value = node.asDouble();
        if (!Double.isFinite(value)) {
            throw ApiException.badField(path, path + " must be a finite number.");
        }
        return value;
    }

    /** A list of at most so many elements; empty if absent. */
    public List<JsonNode> list(String name, String expected, int max) {
        JsonNode node = find(name);
        if (node == null) {
            return List.of();
        }
        if (!node.isArray()) {
            throw wrongType(path(name), expected, node);
        }
        if (node.size() > max) {
            throw ApiException.badField(
                    path(name), path(name) + " may have at most " + max + " entries, but has " + node.size() + ".");
        }
        return List.copyOf(node.values());
    }

    /** A member that is an object. */
    public Optional<Fields> object(String name) {
        JsonNode node = find(name);
        return node == null ? Optional.empty() : Optional.of(of(node, path(name)));
    }

    /** All members, as they are; reading them here does not count as asking. */
    public Map<String, JsonNode> members() {
        Map<String, JsonNode> out = new LinkedHashMap<>();
        object.properties().forEach(member -> out.put(member.getKey(), member.getValue()));
        return out;
    }

    /** Members that nobody asked for. */
    public List<String> unread() {
        return object.propertyNames().stream()
                .filter(name -> !asked.contains(name))
                .toList();
    }

    /** The error for a member of another type than expected. */
    public static ApiException wrongType(String path, String expected, JsonNode node) {
        String actual = switch (node.getNodeType()) {
            case STRING -> "a string";
            case NUMBER -> "a number";
            case BOOLEAN -> "true or false";
            case ARRAY -> "a list";
            case OBJECT -> "an object";
            default -> "null";
        };
        return ApiException.badField(path, path + " must be " + expected + ", but is " + actual + ".");
    }

    private @Nullable JsonNode find(String name) {
        asked.add(name);
        JsonNode node = object.get(name);
        return node == null || node.isNull() ? null : node;
    }
}
