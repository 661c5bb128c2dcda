package dev.octavo.runtime.tokenizer.json;

import dev.octavo.spi.UserException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** A JSON value that knows which file it stands in and where, so that every complaint can say so. */
public final class Field {

    private final String file;
    private final String path;
    private final JsonNode node;

    /** The value {@code node} at {@code path}, a JSON path such as {@code $.decoder}, of the file called {@code file}. */
    public Field(String file, String path, JsonNode node) {
        this.file = file;
        this.path = path;
        this.node = node;
    }

    /** The error that says {@code problem} about this value. */
    public UserException error(String problem) {
        return error(problem, null);
    }

    /** The error that says {@code problem} about this value, because of {@code cause}. */
    public UserException error(String problem, @Nullable Throwable cause) {
        return new UserException(
                file + ": " + path + ": " + problem + "; fetch the file again or repair it there", cause);
    }

    /** The member {@code name}, or null where it is missing or JSON null. */
    public @Nullable Field optional(String name) {
        if (!node.isObject()) {
            throw error("expected an object but found " + kind());
        }
        JsonNode child = node.get(name);
        return child == null || child.isNull() ? null : new Field(file, path + "." + name, child);
    }

    /** The member {@code name}. */
    public Field required(String name) {
        Field child = optional(name);
        if (child == null) {
            throw error("the member \"" + name + "\" is missing");
        }
        return child;
    }

    /** The elements of this array. */
    public List<Field> elements() {
        if (!node.isArray()) {
            throw error("expected an array but found " + kind());
        }
        List<Field> elements = new ArrayList<>(node.size());
        for (int i = 0; i < node.size(); i++) {
            elements.add(new Field(file, path + "[" + i + "]", node.get(i)));
        }
        return elements;
    }

    /** The names of this object's members, in the order of the file. */
    public List<String> names() {
        if (!node.isObject()) {
            throw error("expected an object but found " + kind());
        }
        return List.copyOf(node.propertyNames());
    }

    /** This string. */
    public String string() {
        if (!node.isString()) {
            throw error("expected a string but found " + kind());
        }
        return node.stringValue();
    }

    /** The string member {@code name}, or {@code fallback} where it is missing or null. */
    public String string(String name, String fallback) {
        Field child = optional(name);
        return child == null ? fallback : child.string();
    }

    /** This string's only code point. */
    public int codePoint() {
        String text = string();
        if (text.isEmpty() || text.codePointCount(0, text.length()) != 1) {
            throw error("expected one character but found \"" + text + "\"");
        }
        return text.codePointAt(0);
    }

    /** The boolean member {@code name}, or {@code fallback} where it is missing or null. */
    public boolean flag(String name, boolean fallback) {
        Field child = optional(name);
        if (child == null) {
            return fallback;
        }
        if (!child.node.isBoolean()) {
            throw child.error("expected true or false but found " + child.kind());
        }
        return child.node.booleanValue();
    }

    /** This whole number, which must lie in [0, highest]. */
    public int number(int highest) {
        if (!node.isIntegralNumber() || !node.canConvertToLong()) {
            throw error("expected a whole number but found " + kind());
        }
        long value = node.longValue();
        if (value < 0 || value > highest) {
            throw error("the number " + value + " is not in 0.." + highest);
        }
        return (int) value;
    }

    /** Whether this is a JSON object. */
    public boolean isObject() {
        return node.isObject();
    }

    /** Whether this is a JSON array. */
    public boolean isArray() {
        return node.isArray();
    }

    /** Whether this is a JSON string. */
    public boolean isString() {
        return node.isString();
    }

    /** Whether this is a JSON number; its value. */
    public double real(double fallback) {
        return node.isNumber() ? node.doubleValue() : fallback;
    }

    private String kind() {
        return node.isMissingNode()
                ? "nothing"
                : "a value of type " + node.getNodeType().name().toLowerCase(java.util.Locale.ROOT);
    }
}
