package dev.octavo.runtime.template.value;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** Python's {@code str.format}, with attribute access by the sandbox's rules. */
public final class BraceFormat {

    /** How {@code {0.name}} and {@code {0[key]}} are resolved. */
    public interface Members {
        Object attribute(Object object, String name);

        Object item(Object object, Object key);
    }

    private final Budget budget;
    private final Members members;
    private final List<Object> positional;
    private final @Nullable Object named;
    private final boolean escape;
    private int next;
    private boolean manual;

    /** @param named a dict, or anything that {@code format_map} was given */
    public BraceFormat(
            Budget budget, Members members, List<Object> positional, @Nullable Object named, boolean escape) {
        this.budget = budget;
        this.members = members;
        this.positional = positional;
        this.named = named;
        this.escape = escape;
    }

    public String format(String format) {
        return format(format, 2);
    }

    private String format(String format, int depth) {
        if (depth < 0) {
            throw EvalError.value("Max string recursion exceeded");
        }
        budget.scan(format.length());
        StringBuilder out = new StringBuilder();
        int at = 0;
        while (at < format.length()) {
            char c = format.charAt(at++);
            if (c != '{' && c != '}') {
                out.append(c);
            } else if (at < format.length() && format.charAt(at) == c) {
                out.append(c);
                at++;
            } else if (c == '}') {
                throw EvalError.value("Single '}' encountered in format string");
            } else {
                int end = fieldEnd(format, at);
                out.append(field(format.substring(at, end), depth));
                at = end + 1;
            }
            budget.length(out.length());
        }
        budget.text(out.length());
        return out.toString();
    }

    private static int fieldEnd(String format, int from) {
        if (from >= format.length()) {
            throw EvalError.value("Single '{' encountered in format string");
        }
        int depth = 1;
        boolean bracket = false;
        for (int i = from; i < format.length(); i++) {
            char c = format.charAt(i);
            if (bracket) {
                bracket = c != ']';
            } else if (c == '[' && depth == 1) {
                bracket = true;
            } else if (c == '{') {
                depth++;
            } else if (c == '}' && --depth == 0) {
                return i;
            }
        }
        throw EvalError.value("expected '}' before end of string");
    }

    private String field(String field, int depth) {
        int nameEnd = nameEnd(field);
        Object value = value(field.substring(0, nameEnd));
        int at = nameEnd;
        if (at < field.length() && field.charAt(at) == '!') {
            if (at + 1 >= field.length()) {
                throw EvalError.value("end of string while looking for conversion specifier");
            }
            value = convert(value, field.charAt(at + 1));
            at += 2;
            if (at < field.length() && field.charAt(at) != ':') {
                throw EvalError.value("expected ':' after conversion specifier");
            }
        }
        String spec = at < field.length() ? format(field.substring(at + 1), depth - 1) : "";
        if (escape) {
            return spec.isEmpty() ? Markup.of(budget, value) : Markup.escape(FormatSpec.format(budget, value, spec));
        }
        return FormatSpec.format(budget, value, spec);
    }

    private static int nameEnd(String field) {
        boolean bracket = false;
        for (int i = 0; i < field.length(); i++) {
            char c = field.charAt(i);
            if (c == '[') {
                bracket = true;
            } else if (c == ']') {
                bracket = false;
            } else if (!bracket && (c == '!' || c == ':')) {
                return i;
            } else if (!bracket && c == '{') {
                throw EvalError.value("unexpected '{' in field name");
            }
        }
        return field.length();
    }

    private Object convert(Object value, char conversion) {
        return switch (conversion) {
            case 's' -> Repr.str(budget, value);
            case 'r' -> Repr.repr(budget, value);
            case 'a' -> FormatSpec.ascii(Repr.repr(budget, value));
            default -> throw EvalError.value("Unknown conversion specifier '" + conversion + "'");
        };
    }

    private Object value(String name) {
        int end = 0;
        while (end < name.length() && name.charAt(end) != '.' && name.charAt(end) != '[') {
            end++;
        }
        Object value = first(name.substring(0, end));
        int at = end;
        while (at < name.length()) {
            if (name.charAt(at) == '.') {
                int stop = at + 1;
                while (stop < name.length() && name.charAt(stop) != '.' && name.charAt(stop) != '[') {
                    stop++;
                }
                notEmpty(stop > at + 1);
                value = members.attribute(value, name.substring(at + 1, stop));
                at = stop;
            } else if (name.charAt(at) == '[') {
                int stop = name.indexOf(']', at);
                if (stop < 0) {
                    throw EvalError.value("Missing ']' in format string");
                }
                notEmpty(stop > at + 1);
                String key = name.substring(at + 1, stop);
                value = members.item(value, isIndex(key) ? (Object) Long.valueOf(key) : key);
                at = stop + 1;
            } else {
                throw EvalError.value("Only '.' or '[' may follow ']' in format field specifier");
            }
        }
        return value;
    }

    private static void notEmpty(boolean valid) {
        if (!valid) {
            throw EvalError.value("Empty attribute in format string");
        }
    }

    private static boolean isIndex(String text) {
        return !text.isEmpty() && text.length() < 10 && text.chars().allMatch(c -> c >= '0' && c <= '9');
    }

    private Object first(String name) {
        int index;
        if (name.isEmpty()) {
            if (manual) {
                throw EvalError.value("cannot switch from manual field specification to automatic field numbering");
            }
            index = next++;
        } else if (isIndex(name)) {
            if (next > 0) {
                throw EvalError.value("cannot switch from manual field specification to automatic field numbering");
            }
            manual = true;
            index = Integer.parseInt(name);
        } else {
            if (named == null) {
                throw new EvalError(EvalError.Kind.KEY, "'" + name + "'");
            }
            return Subscript.item(budget, named, name);
        }
        if (index >= positional.size()) {
            throw new EvalError(
                    EvalError.Kind.INDEX, "Replacement index " + index + " out of range for positional args tuple");
        }
        return positional.get(index);
    }
}
