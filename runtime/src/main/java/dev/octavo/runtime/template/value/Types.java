package dev.octavo.runtime.template.value;

import java.math.BigInteger;
import org.jspecify.annotations.Nullable;

/** What kind of Python value an object is. */
public final class Types {

    private Types() {}

    /** The name of the Python type. */
    public static String name(Object value) {
        return switch (value) {
            case String s -> "str";
            case Markup m -> "Markup";
            case Boolean b -> "bool";
            case Long l -> "int";
            case BigInteger i -> "int";
            case Double d -> "float";
            case None n -> "NoneType";
            case PyList l -> "list";
            case PyTuple t -> "tuple";
            case GroupTuple t -> "_GroupTuple";
            case PyDict d -> "dict";
            case DictView v -> v.typeName();
            case PyRange r -> "range";
            case PyIterator i -> i.typeName();
            case Undefined u -> "Undefined";
            case PyObject o -> o.typeName();
            default -> throw new IllegalStateException("no template value: " + value.getClass());
        };
    }

    /** How error messages name an instance of the type. */
    public static String describe(Object value) {
        return switch (value) {
            case None n -> "None";
            case Markup m -> "markupsafe.Markup object";
            case GroupTuple t -> "jinja2.filters._GroupTuple object";
            case PyObject o -> o.describe();
            default -> name(value) + " object";
        };
    }

    /** The text of a string or markup, or null for anything else. */
    public static @Nullable String text(Object value) {
        if (value instanceof String text) {
            return text;
        }
        return value instanceof Markup markup ? markup.text() : null;
    }

    public static boolean isText(Object value) {
        return value instanceof String || value instanceof Markup;
    }

    /** Whether it is an int; a bool is one, too. */
    public static boolean isInteger(Object value) {
        return value instanceof Long || value instanceof Boolean || value instanceof BigInteger;
    }

    public static boolean isNumber(Object value) {
        return isInteger(value) || value instanceof Double;
    }
}
