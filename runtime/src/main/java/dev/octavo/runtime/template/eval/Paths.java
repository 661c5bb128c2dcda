package dev.octavo.runtime.template.eval;

import dev.octavo.runtime.template.value.Budget;
import dev.octavo.runtime.template.value.EvalError;
import dev.octavo.runtime.template.value.Markup;
import dev.octavo.runtime.template.value.None;
import dev.octavo.runtime.template.value.Text;
import dev.octavo.runtime.template.value.Types;
import dev.octavo.runtime.template.value.Undefined;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** Attribute paths of filters, as {@code address.city} or {@code items.0}. */
final class Paths {

    private Paths() {}

    /** What finds the member that {@code attribute} (a path, an index, or None for the value itself) names. */
    static UnaryOperator<Object> getter(Budget budget, Object attribute, @Nullable Object missing) {
        List<Object> parts = parts(budget, attribute);
        return item -> {
            Object current = item;
            for (Object part : parts) {
                budget.step();
                current = Members.item(budget, current, part);
                if (missing != null && missing != None.NONE && current instanceof Undefined) {
                    current = missing;
                }
            }
            return current;
        };
    }

    /** For several paths with commas between. */
    static List<UnaryOperator<Object>> getters(Budget budget, Object attribute) {
        List<UnaryOperator<Object>> result = new ArrayList<>();
        String text = Types.text(attribute);
        if (text == null) {
            result.add(getter(budget, attribute, null));
        } else {
            Text.split(budget, text, ",", -1).forEach(path -> result.add(getter(budget, path, null)));
        }
        return result;
    }

    private static List<Object> parts(Budget budget, Object attribute) {
        if (attribute == None.NONE) {
            return List.of();
        }
        String text = Types.text(attribute);
        if (text == null) {
            return List.of(attribute);
        }
        List<Object> parts = new ArrayList<>();
        budget.scan(4L * text.length());
        for (String part : text.split("\\.", -1)) {
            boolean index = !part.isEmpty() && part.chars().allMatch(c -> c >= '0' && c <= '9');
            if (index && part.length() > 18) {
                throw EvalError.value("index too large: " + part.length() + " digits");
            }
            parts.add(index ? (Object) Long.valueOf(part) : part);
        }
        return parts;
    }

    /** A string in lower case, anything else unchanged. */
    static Object ignoreCase(Budget budget, Object value) {
        return switch (value) {
            case String text -> Text.lower(budget, text);
            case Markup markup -> new Markup(Text.lower(budget, markup.text()));
            default -> value;
        };
    }
}
