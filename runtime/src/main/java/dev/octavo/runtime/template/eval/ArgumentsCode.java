package dev.octavo.runtime.template.eval;

import dev.octavo.runtime.template.value.EvalError;
import dev.octavo.runtime.template.value.Iterables;
import dev.octavo.runtime.template.value.PyDict;
import dev.octavo.runtime.template.value.PyTuple;
import dev.octavo.runtime.template.value.Types;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The runnable arguments of a call. */
record ArgumentsCode(
        List<ExprCode> positional,
        Map<String, ExprCode> named,
        @Nullable ExprCode positionalRest,
        @Nullable ExprCode namedRest) {

    List<Object> evalPositional(Scope scope) {
        if (positional.isEmpty() && positionalRest == null) {
            return List.of();
        }
        List<Object> values = new ArrayList<>(positional.size());
        for (ExprCode code : positional) {
            values.add(code.eval(scope));
        }
        if (positionalRest != null) {
            Object rest = positionalRest.eval(scope);
            if (!Iterables.isIterable(rest)) {
                throw EvalError.type("Value after * must be an iterable, not " + Types.name(rest));
            }
            values.addAll(Iterables.list(scope.run.budget, rest));
        }
        return values;
    }

    Map<String, Object> evalNamed(Scope scope) {
        if (named.isEmpty() && namedRest == null) {
            return Map.of();
        }
        Map<String, Object> values = new LinkedHashMap<>();
        named.forEach((name, code) -> values.put(name, code.eval(scope)));
        if (namedRest != null) {
            Object rest = namedRest.eval(scope);
            scope.run.budget.steps(rest instanceof PyDict dict ? 2L * dict.size() : 1);
            addRest(rest, values);
        }
        return values;
    }

    private static void addRest(Object rest, Map<String, Object> values) {
        if (!(rest instanceof PyDict dict)) {
            throw EvalError.type("argument after ** must be a mapping, not " + Types.name(rest));
        }
        for (Object item : dict.items()) {
            List<Object> entry = ((PyTuple) item).items();
            String name = Types.text(entry.get(0));
            if (name == null) {
                throw EvalError.type("keywords must be strings");
            }
            if (values.put(name, entry.get(1)) != null) {
                throw EvalError.type("got multiple values for keyword argument '" + name + "'");
            }
        }
    }
}
