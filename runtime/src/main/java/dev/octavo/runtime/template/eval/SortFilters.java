package dev.octavo.runtime.template.eval;

import dev.octavo.runtime.template.value.Budget;
import dev.octavo.runtime.template.value.Comparison;
import dev.octavo.runtime.template.value.Comparison.Keyed;
import dev.octavo.runtime.template.value.EvalError;
import dev.octavo.runtime.template.value.GroupTuple;
import dev.octavo.runtime.template.value.Iterables;
import dev.octavo.runtime.template.value.PyDict;
import dev.octavo.runtime.template.value.PyIterator;
import dev.octavo.runtime.template.value.PyList;
import dev.octavo.runtime.template.value.PyTuple;
import dev.octavo.runtime.template.value.Types;
import dev.octavo.runtime.template.value.Undefined;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;

/** Filters that compare items. */
final class SortFilters {

    private SortFilters() {}

    static void add(Map<String, Filters.Filter> all) {
        Filters.add(all, "sort", "reverse?,case_sensitive?,attribute?", SortFilters::sort);
        Filters.add(all, "dictsort", "case_sensitive?,by?,reverse?", SortFilters::sortDict);
        Filters.add(all, "groupby", "attribute,default?,case_sensitive?", SortFilters::group);
        Filters.add(all, "unique", "case_sensitive?,attribute?", SortFilters::unique);
        Filters.add(all, "min", "case_sensitive?,attribute?", (run, v, a) -> extreme(run, v, a, "<"));
        Filters.add(all, "max", "case_sensitive?,attribute?", (run, v, a) -> extreme(run, v, a, ">"));
    }

    private static List<Object> values(List<Keyed> items) {
        return new ArrayList<>(items.stream().map(Keyed::value).toList());
    }

    private static Object sort(Run run, Object value, Args args) {
        List<UnaryOperator<Object>> getters = Paths.getters(run.budget, args.get(2));
        List<Keyed> keyed = new ArrayList<>();
        List<Object> items = Iterables.list(run.budget, value);
        run.budget.steps(4L * items.size() * getters.size());
        for (Object item : items) {
            List<Object> keys = new ArrayList<>();
            for (UnaryOperator<Object> getter : getters) {
                keys.add(folded(run.budget, getter.apply(item), args.truth(1)));
            }
            keyed.add(new Keyed(new PyList(keys), item));
        }
        return new PyList(values(Comparison.sort(run.budget, keyed, args.truth(0))));
    }

    private static Object folded(Budget budget, Object key, boolean caseSensitive) {
        return caseSensitive ? key : Paths.ignoreCase(budget, key);
    }

    private static Object sortDict(Run run, Object value, Args args) {
        String by = args.has(1) ? TextFilters.soft(run, args.get(1)) : "key";
        if (!by.equals("key") && !by.equals("value")) {
            throw new EvalError(EvalError.Kind.FILTER_ARGUMENT, "You can only sort by either \"key\" or \"value\"");
        }
        if (value instanceof Undefined undefined) {
            throw undefined.error(run.budget);
        }
        if (!(value instanceof PyDict dict)) {
            throw new EvalError(
                    EvalError.Kind.ATTRIBUTE, "'" + Types.name(value) + "' object has no attribute 'items'");
        }
        List<Keyed> keyed = new ArrayList<>();
        run.budget.steps(4L * dict.size());
        for (Object item : dict.items()) {
            Object key = ((PyTuple) item).items().get(by.equals("key") ? 0 : 1);
            keyed.add(new Keyed(folded(run.budget, key, args.truth(0)), item));
        }
        return new PyList(values(Comparison.sort(run.budget, keyed, args.truth(2))));
    }

    private static Object group(Run run, Object value, Args args) {
        UnaryOperator<Object> getter = Paths.getter(run.budget, args.get(0), args.get(1));
        boolean caseSensitive = args.truth(2);
        List<Keyed> keyed = new ArrayList<>();
        List<Object> items = Iterables.list(run.budget, value);
        run.budget.steps(2L * items.size());
        for (Object item : items) {
            keyed.add(new Keyed(folded(run.budget, getter.apply(item), caseSensitive), item));
        }
        List<Object> groups = new ArrayList<>();
        List<Keyed> sorted = Comparison.sort(run.budget, keyed, false);
        for (int i = 0; i < sorted.size(); ) {
            Object key = sorted.get(i).key();
            List<Object> members = new ArrayList<>();
            while (i < sorted.size()
                    && Comparison.same(run.budget, sorted.get(i).key(), key)) {
                members.add(sorted.get(i++).value());
            }
            Object shown = caseSensitive ? key : getter.apply(members.getFirst());
            groups.add(new GroupTuple(shown, new PyList(members)));
        }
        return new PyList(groups);
    }

    private static Object unique(Run run, Object value, Args args) {
        UnaryOperator<Object> getter = Paths.getter(run.budget, args.get(1), null);
        boolean caseSensitive = args.truth(0);
        return new PyIterator(run.budget, "generator", () -> {
            Set<Object> seen = new HashSet<>();
            Iterator<Object> items = Iterables.iterate(run.budget, value);
            return new Filtering(items, item -> {
                run.budget.step();
                return seen.add(PyDict.normal(run.budget, folded(run.budget, getter.apply(item), caseSensitive)));
            });
        });
    }

    private static Object extreme(Run run, Object value, Args args, String operator) {
        UnaryOperator<Object> getter = Paths.getter(run.budget, args.get(1), null);
        Iterator<Object> items = Iterables.iterate(run.budget, value);
        if (!items.hasNext()) {
            return Undefined.because("No aggregated item, sequence was empty.");
        }
        Object best = items.next();
        Object bestKey = folded(run.budget, getter.apply(best), args.truth(0));
        while (items.hasNext()) {
            run.budget.step();
            Object item = items.next();
            Object key = folded(run.budget, getter.apply(item), args.truth(0));
            if (Comparison.ordered(run.budget, operator, key, bestKey)) {
                best = item;
                bestKey = key;
            }
        }
        return best;
    }
}
