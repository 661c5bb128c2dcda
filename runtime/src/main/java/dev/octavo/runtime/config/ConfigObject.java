package dev.octavo.runtime.config;

import dev.octavo.spi.UserException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BiFunction;
import tools.jackson.databind.JsonNode;

/**
 * Typed access to one JSON object of a file. A property that is {@code null} counts as absent. Every error is a {@link UserException} that names
 * the file, the property's path, what is there and what is expected. Immutable.
 */
public final class ConfigObject {

    private static final int QUOTE_LIMIT = 80;
    private static final double EXACT_INTEGERS = 1L << 53;

    private final String source;
    private final String path;
    private final JsonNode node;

    /**
     * @param source the file, for messages
     * @param path where in the file this object is, empty for the outermost
     */
    ConfigObject(String source, String path, JsonNode node) {
        this.source = source;
        this.path = path;
        this.node = node;
    }

    /** The file it came from. */
    public String source() {
        return source;
    }

    /** Names of all properties that are not {@code null}, sorted. */
    public Set<String> names() {
        Set<String> names = new TreeSet<>();
        node.properties().forEach(property -> {
            if (!property.getValue().isNull()) {
                names.add(property.getKey());
            }
        });
        return names;
    }

    /** Whether the property is there and not {@code null}. */
    public boolean has(String name) {
        return node.hasNonNull(name);
    }

    /** Whether the property is there, be it {@code null}. */
    public boolean mentions(String name) {
        return node.has(name);
    }

    /** The first of these names that is there and not {@code null}. */
    public Optional<String> firstOf(String... names) {
        for (String name : names) {
            if (has(name)) {
                return Optional.of(name);
            }
        }
        return Optional.empty();
    }

    /** Text. */
    public String text(String name) {
        JsonNode value = required(name, "text");
        if (!value.isString()) {
            throw wrong(name, "text");
        }
        return value.stringValue();
    }

    /** Text, or {@code absent} where the property is absent. */
    public String textOr(String name, String absent) {
        return has(name) ? text(name) : absent;
    }

    /** A truth value. */
    public boolean flag(String name) {
        JsonNode value = required(name, "true or false");
        if (!value.isBoolean()) {
            throw wrong(name, "true or false");
        }
        return value.booleanValue();
    }

    /** A truth value, or {@code absent} where the property is absent. */
    public boolean flagOr(String name, boolean absent) {
        return has(name) ? flag(name) : absent;
    }

    /** A whole number from {@code min} to {@code max}. A number like {@code 8.0} counts as whole. */
    public int int32(String name, int min, int max) {
        return (int) int64(name, min, max);
    }

    /** {@link #int32}, or {@code absent}, unchecked, where the property is absent. */
    public int int32Or(String name, int absent, int min, int max) {
        return has(name) ? int32(name, min, max) : absent;
    }

    /** A whole number from {@code min} to {@code max}. */
    public long int64(String name, long min, long max) {
        String expected = "a whole number from " + min + " to " + max;
        return whole(required(name, expected), name, expected, min, max);
    }

    /** A finite number from {@code min} to {@code max}. */
    public double float64(String name, double min, double max) {
        String expected = "a number from " + min + " to " + max;
        return number(required(name, expected), name, expected, min, max);
    }

    /** {@link #float64}, or {@code absent}, unchecked, where the property is absent. */
    public double float64Or(String name, double absent, double min, double max) {
        return has(name) ? float64(name, min, max) : absent;
    }

    /** A list of finite numbers from {@code min} to {@code max}, at most {@code limit} of them. */
    public List<Double> float64s(String name, int limit, double min, double max) {
        String expected = "a list of at most " + limit + " numbers from " + min + " to " + max;
        return list(name, expected, limit, (value, at) -> number(value, at, expected, min, max));
    }

    /** A list of whole numbers from {@code min} to {@code max}, at most {@code limit} of them; a lone number is a list of one. */
    public List<Integer> int32s(String name, int limit, int min, int max) {
        String expected = "a whole number from " + min + " to " + max + " or a list of at most " + limit + " such";
        if (required(name, expected).isNumber()) {
            return List.of(int32(name, min, max));
        }
        return list(name, expected, limit, (value, at) -> (int) whole(value, at, expected, min, max));
    }

    /** A list of at most {@code limit} texts. */
    public List<String> texts(String name, int limit) {
        String expected = "a list of at most " + limit + " texts";
        return list(name, expected, limit, (value, at) -> {
            if (!value.isString()) {
                throw wrong(at, expected);
            }
            return value.stringValue();
        });
    }

    /** An object. */
    public ConfigObject object(String name) {
        JsonNode value = required(name, "an object");
        if (!value.isObject()) {
            throw wrong(name, "an object");
        }
        return new ConfigObject(source, at(name), value);
    }

    /** An object, empty where the property is absent. */
    public Optional<ConfigObject> optionalObject(String name) {
        return has(name) ? Optional.of(object(name)) : Optional.empty();
    }

    /** Whether the property is an object. */
    public boolean isObject(String name) {
        return node.path(name).isObject();
    }

    /** The JSON behind this object; not to be changed. */
    public JsonNode json() {
        return node;
    }

    /** An error about the property of that name. */
    public UserException error(String name, String problem) {
        return new UserException(message(name, problem));
    }

    /** The message of {@link #error}, for errors of other kinds. */
    String message(String name, String problem) {
        return source + ": " + at(name) + " " + problem;
    }

    private <T> List<T> list(String name, String expected, int limit, BiFunction<JsonNode, String, T> element) {
        JsonNode value = required(name, expected);
        if (!value.isArray() || value.size() > limit) {
            throw wrong(name, expected);
        }
        List<T> list = new ArrayList<>(value.size());
        for (JsonNode item : value) {
            list.add(element.apply(item, name));
        }
        return List.copyOf(list);
    }

    private long whole(JsonNode value, String name, String expected, long min, long max) {
        long number;
        if (value.isIntegralNumber() && value.canConvertToLong()) {
            number = value.longValue();
        } else if (value.isFloatingPointNumber()
                && Math.rint(value.doubleValue()) == value.doubleValue()
                && Math.abs(value.doubleValue()) <= EXACT_INTEGERS) {
            number = (long) value.doubleValue();
        } else {
            throw wrong(name, expected);
        }
        if (number < min || number > max) {
            throw wrong(name, expected);
        }
        return number;
    }

    private double number(JsonNode value, String name, String expected, double min, double max) {
        double number = value.isNumber() ? value.asDouble() : Double.NaN;
        if (!(number >= min && number <= max) || Double.isInfinite(number)) {
            throw wrong(name, expected);
        }
        return number;
    }

    private JsonNode required(String name, String expected) {
        JsonNode value = node.get(name);
        if (value == null || value.isNull()) {
            throw error(name, "is missing; it has to be " + expected);
        }
        return value;
    }

    private UserException wrong(String name, String expected) {
        String there = String.valueOf(node.get(name));
        String quoted = there.length() > QUOTE_LIMIT ? there.substring(0, QUOTE_LIMIT) + "..." : there;
        return error(name, "is " + quoted + ", but has to be " + expected);
    }

    private String at(String name) {
        return path.isEmpty() ? name : path + "." + name;
    }
}
