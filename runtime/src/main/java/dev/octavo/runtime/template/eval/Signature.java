package dev.octavo.runtime.template.eval;

import dev.octavo.runtime.template.value.EvalError;
import java.util.List;
import java.util.Map;

/** The parameters of a built-in function, filter or method. */
final class Signature {

    private final String function;
    private final String[] names;
    private final int required;
    private final boolean positionalOnly;

    private Signature(String function, String[] names, int required, boolean positionalOnly) {
        this.function = function;
        this.names = names;
        this.required = required;
        this.positionalOnly = positionalOnly;
    }

    /** @param parameters names with commas between; {@code ?} behind the optional ones; a first {@code /}: positional only */
    static Signature of(String function, String parameters) {
        boolean positionalOnly = parameters.startsWith("/");
        String list = positionalOnly ? parameters.substring(1) : parameters;
        String[] names = list.isEmpty() ? new String[0] : list.split(",", -1);
        int required = 0;
        for (int i = 0; i < names.length; i++) {
            if (names[i].endsWith("?")) {
                names[i] = names[i].substring(0, names[i].length() - 1);
            } else {
                required = i + 1;
            }
        }
        return new Signature(function, names, required, positionalOnly);
    }

    Args bind(List<Object> positional, Map<String, Object> named) {
        if (positional.size() > names.length) {
            throw EvalError.type(
                    function + "() takes at most " + names.length + " argument(s) (" + positional.size() + " given)");
        }
        Object[] values = new Object[names.length];
        for (int i = 0; i < positional.size(); i++) {
            values[i] = positional.get(i);
        }
        if (!named.isEmpty()) {
            bindNamed(named, values);
        }
        for (int i = positional.size(); i < required; i++) {
            if (values[i] == null) {
                throw EvalError.type(function + "() missing 1 required positional argument: '" + names[i] + "'");
            }
        }
        return new Args(values);
    }

    private void bindNamed(Map<String, Object> named, Object[] values) {
        if (positionalOnly) {
            throw EvalError.type(function + "() takes no keyword arguments");
        }
        named.forEach((name, value) -> {
            int i = List.of(names).indexOf(name);
            if (i < 0) {
                throw EvalError.type(function + "() got an unexpected keyword argument '" + name + "'");
            }
            if (values[i] != null) {
                throw EvalError.type(function + "() got multiple values for argument '" + name + "'");
            }
            values[i] = value;
        });
    }
}
