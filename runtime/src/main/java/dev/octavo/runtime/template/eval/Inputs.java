package dev.octavo.runtime.template.eval;

import dev.octavo.runtime.template.value.Budget;
import dev.octavo.runtime.template.value.None;
import dev.octavo.runtime.template.value.Numbers;
import dev.octavo.runtime.template.value.PyDict;
import dev.octavo.runtime.template.value.PyList;
import dev.octavo.spi.UserException;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Plain Java values to template values. */
public final class Inputs {

    private Inputs() {}

    /**
     * Converts the variables of a rendering.
     *
     * @throws UserException for a value of another type, or nested too deeply
     */
    public static Map<String, Object> variables(Budget budget, Map<String, ?> variables) {
        Map<String, Object> result = new HashMap<>();
        variables.forEach((name, value) -> result.put(name, value(budget, value)));
        return result;
    }

    private static Object value(Budget budget, @Nullable Object value) {
        budget.step();
        return switch (value) {
            case null -> None.NONE;
            case String text -> text;
            case Boolean bool -> bool;
            case Integer number -> number.longValue();
            case Long number -> number;
            case Short number -> number.longValue();
            case Byte number -> number.longValue();
            case BigInteger number -> Numbers.reduce(number);
            case Double number -> number;
            case Float number -> number.doubleValue();
            case Map<?, ?> map -> dict(budget, map);
            case List<?> list -> list(budget, list);
            default ->
                throw new UserException("a chat template takes strings, numbers, booleans, lists and maps, not "
                        + value.getClass().getName());
        };
    }

    private static Object list(Budget budget, List<?> list) {
        budget.enter(2);
        List<Object> items = new ArrayList<>(list.size());
        for (Object item : list) {
            items.add(value(budget, item));
        }
        budget.leave(2);
        return new PyList(items);
    }

    private static Object dict(Budget budget, Map<?, ?> map) {
        budget.enter(2);
        PyDict dict = new PyDict(map.size());
        for (Map.Entry<?, ?> entry : map.entrySet()) {
            if (entry.getKey() instanceof String key) {
                dict.put(key, value(budget, entry.getValue()));
            } else {
                dict.put(budget, value(budget, entry.getKey()), value(budget, entry.getValue()));
            }
        }
        budget.leave(2);
        return dict;
    }
}
