package dev.octavo.runtime.template.eval;

import dev.octavo.runtime.template.value.EvalError;
import dev.octavo.runtime.template.value.Iterables;
import dev.octavo.runtime.template.value.PyIterator;
import dev.octavo.runtime.template.value.Repr;
import dev.octavo.runtime.template.value.Truth;
import dev.octavo.runtime.template.value.Types;
import dev.octavo.runtime.template.value.Undefined;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;

/** {@code map}, {@code select}, {@code reject} and their {@code attr} forms: lazy, so that errors come with the first item. */
final class SelectFilters {

    private SelectFilters() {}

    static void add(Map<String, Filters.Filter> all) {
        all.put("map", SelectFilters::map);
        all.put("select", (run, value, args, named) -> select(run, value, args, named, true, false));
        all.put("reject", (run, value, args, named) -> select(run, value, args, named, false, false));
        all.put("selectattr", (run, value, args, named) -> select(run, value, args, named, true, true));
        all.put("rejectattr", (run, value, args, named) -> select(run, value, args, named, false, true));
    }

    private static Object map(Run run, Object value, List<Object> args, Map<String, Object> named) {
        return new PyIterator(run.budget, "generator", () -> {
            if (!Truth.of(value)) {
                return List.of().iterator();
            }
            UnaryOperator<Object> function = function(run, args, named);
            Iterator<Object> items = Iterables.iterate(run.budget, value);
            return new Iterator<>() {
                @Override
                public boolean hasNext() {
                    return items.hasNext();
                }

                @Override
                public Object next() {
                    return function.apply(items.next());
                }
            };
        });
    }

    private static UnaryOperator<Object> function(Run run, List<Object> args, Map<String, Object> named) {
        if (args.isEmpty() && named.containsKey("attribute")) {
            Map<String, Object> rest = new LinkedHashMap<>(named);
            Object attribute = Objects.requireNonNull(rest.remove("attribute"));
            Object missing = rest.remove("default");
            if (!rest.isEmpty()) {
                throw argument("Unexpected keyword argument '"
                        + rest.keySet().iterator().next() + "'");
            }
            return Paths.getter(run.budget, attribute, missing);
        }
        if (args.isEmpty()) {
            throw argument("map requires a filter argument");
        }
        Object name = args.getFirst();
        List<Object> rest = args.subList(1, args.size());
        return item -> {
            String text = Types.text(name);
            Filters.Filter filter = text == null ? null : Filters.find(text);
            if (filter == null) {
                throw unknown(run, "filter", name);
            }
            return filter.apply(run, item, rest, named);
        };
    }

    private static EvalError argument(String message) {
        return new EvalError(EvalError.Kind.FILTER_ARGUMENT, message);
    }

    private static EvalError unknown(Run run, String kind, Object name) {
        String message = "No " + kind + " named " + Repr.repr(run.budget, name) + ".";
        if (name instanceof Undefined undefined) {
            message +=
                    " (" + undefined.error(run.budget).getMessage() + "; did you forget to quote the callable name?)";
        }
        return EvalError.runtime(message);
    }

    private static Object select(
            Run run, Object value, List<Object> args, Map<String, Object> named, boolean wanted, boolean attribute) {
        return new PyIterator(run.budget, "generator", () -> {
            if (!Truth.of(value)) {
                return List.of().iterator();
            }
            if (attribute && args.isEmpty()) {
                throw argument("Missing parameter for attribute name");
            }
            UnaryOperator<Object> getter =
                    attribute ? Paths.getter(run.budget, args.getFirst(), null) : UnaryOperator.identity();
            Predicate<Object> test = test(run, args.subList(attribute ? 1 : 0, args.size()), named);
            return new Filtering(Iterables.iterate(run.budget, value), item -> {
                run.budget.step();
                return test.test(getter.apply(item)) == wanted;
            });
        });
    }

    private static Predicate<Object> test(Run run, List<Object> args, Map<String, Object> named) {
        if (args.isEmpty()) {
            return Truth::of;
        }
        Object name = args.getFirst();
        List<Object> rest = args.subList(1, args.size());
        return item -> {
            String text = Types.text(name);
            Tests.Test test = text == null ? null : Tests.find(text);
            if (test == null) {
                throw unknown(run, "test", name);
            }
            return test.test(run, item, rest, named);
        };
    }
}
