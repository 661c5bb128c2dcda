package dev.octavo.runtime.template.eval;

import dev.octavo.runtime.template.value.Arithmetic;
import dev.octavo.runtime.template.value.Conversion;
import dev.octavo.runtime.template.value.DictView;
import dev.octavo.runtime.template.value.EvalError;
import dev.octavo.runtime.template.value.Iterables;
import dev.octavo.runtime.template.value.PyDict;
import dev.octavo.runtime.template.value.PyIterator;
import dev.octavo.runtime.template.value.PyList;
import dev.octavo.runtime.template.value.PyRange;
import dev.octavo.runtime.template.value.Repr;
import dev.octavo.runtime.template.value.Sequence;
import dev.octavo.runtime.template.value.Subscript;
import dev.octavo.runtime.template.value.Text;
import dev.octavo.runtime.template.value.Truth;
import dev.octavo.runtime.template.value.Types;
import dev.octavo.runtime.template.value.Undefined;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

/** Filters over lists, dicts and other iterables. */
final class SequenceFilters {

    private SequenceFilters() {}

    static void add(Map<String, Filters.Filter> all) {
        Filters.add(all, "length", "/", (run, v, a) -> Iterables.length(run.budget, v));
        Filters.add(all, "count", "/", (run, v, a) -> Iterables.length(run.budget, v));
        Filters.add(all, "default", "default_value?,boolean?", SequenceFilters::orDefault);
        Filters.add(all, "d", "default_value?,boolean?", SequenceFilters::orDefault);
        Filters.add(all, "first", "", (run, v, a) -> {
            Iterator<Object> items = Iterables.iterate(run.budget, v);
            return items.hasNext() ? items.next() : Undefined.because("No first item, sequence was empty.");
        });
        Filters.add(all, "last", "", (run, v, a) -> {
            List<Object> items = reversible(run, v);
            return items.isEmpty() ? Undefined.because("No last item, sequence was empty.") : items.getLast();
        });
        Filters.add(all, "random", "", SequenceFilters::random);
        Filters.add(all, "list", "", (run, v, a) -> new PyList(Iterables.list(run.budget, v)));
        Filters.add(all, "items", "", SequenceFilters::items);
        Filters.add(all, "reverse", "", SequenceFilters::reverse);
        Filters.add(all, "join", "d?,attribute?", SequenceFilters::join);
        Filters.add(all, "sum", "attribute?,start?", SequenceFilters::sum);
        Filters.add(all, "batch", "linecount,fill_with?", SequenceFilters::batch);
        Filters.add(all, "slice", "slices,fill_with?", SequenceFilters::slice);
        Filters.add(all, "attr", "name", SequenceFilters::attribute);
    }

    private static Object orDefault(Run run, Object value, Args args) {
        boolean replace = value instanceof Undefined || (args.truth(1) && !Truth.of(value));
        return replace ? args.or(0, "") : value;
    }

    private static List<Object> reversible(Run run, Object value) {
        if (value instanceof PyIterator || !Iterables.isIterable(value) || value instanceof LoopContext) {
            throw EvalError.type("'" + Types.name(value) + "' object is not reversible");
        }
        return Iterables.list(run.budget, value);
    }

    private static Object random(Run run, Object value, Args args) {
        long length = Iterables.length(run.budget, value);
        return length == 0
                ? Undefined.because("No random item, sequence was empty.")
                : Subscript.item(
                        run.budget,
                        value,
                        java.util.concurrent.ThreadLocalRandom.current().nextLong(length));
    }

    private static Object items(Run run, Object value, Args args) {
        return new PyIterator(run.budget, "generator", () -> {
            if (value instanceof Undefined) {
                return List.of().iterator();
            }
            if (!(value instanceof PyDict dict)) {
                throw EvalError.type("Can only get item pairs from a mapping.");
            }
            run.budget.steps(dict.size());
            return dict.items().iterator();
        });
    }

    private static Object reverse(Run run, Object value, Args args) {
        if (Types.isText(value)) {
            return Subscript.slice(run.budget, value, null, null, -1L);
        }
        if (value instanceof PyIterator || !Iterables.isIterable(value)) {
            if (!Iterables.isIterable(value)) {
                throw new EvalError(EvalError.Kind.FILTER_ARGUMENT, "argument must be iterable");
            }
            return new PyList(new ArrayList<>(Iterables.list(run.budget, value).reversed()));
        }
        String name = switch (value) {
            case PyList list -> "list_reverseiterator";
            case PyDict dict -> "dict_reversekeyiterator";
            case DictView view ->
                "dict_reverse"
                        + view.kind().name().toLowerCase(java.util.Locale.ROOT).replace("s", "") + "iterator";
            case PyRange range -> "range_iterator";
            default -> "reversed";
        };
        List<Object> items = Iterables.list(run.budget, value).reversed();
        return new PyIterator(run.budget, name, items::iterator);
    }

    private static Object join(Run run, Object value, Args args) {
        UnaryOperator<Object> getter =
                args.isNone(1) ? UnaryOperator.identity() : Paths.getter(run.budget, args.get(1), null);
        List<String> parts = new ArrayList<>();
        List<Object> list = Iterables.list(run.budget, value);
        run.budget.steps(2L * list.size());
        for (Object item : list) {
            parts.add(Repr.str(run.budget, getter.apply(item)));
        }
        return Text.join(run.budget, Repr.str(run.budget, args.or(0, "")), parts);
    }

    private static Object sum(Run run, Object value, Args args) {
        UnaryOperator<Object> getter =
                args.isNone(0) ? UnaryOperator.identity() : Paths.getter(run.budget, args.get(0), null);
        Object sum = args.or(1, 0L);
        if (Types.isText(sum)) {
            throw EvalError.type("sum() can't sum strings [use ''.join(seq) instead]");
        }
        Iterator<Object> items = Iterables.iterate(run.budget, value);
        while (items.hasNext()) {
            run.budget.step();
            sum = Arithmetic.binary(run.budget, "+", sum, getter.apply(items.next()));
        }
        return sum;
    }

    private static Object batch(Run run, Object value, Args args) {
        return new PyIterator(run.budget, "generator", () -> {
            List<Object> batches = new ArrayList<>();
            List<Object> current = new ArrayList<>();
            Object size = args.get(0);
            for (Object item : Iterables.list(run.budget, value)) {
                run.budget.step();
                if (dev.octavo.runtime.template.value.Comparison.equal(run.budget, (long) current.size(), size)) {
                    batches.add(new PyList(current));
                    current = new ArrayList<>();
                }
                current.add(item);
            }
            if (!current.isEmpty()) {
                if (!args.isNone(1)) {
                    long missing = Conversion.index(run.budget, size) - current.size();
                    run.budget.elements(Math.max(0, missing));
                    for (long i = 0; i < missing; i++) {
                        current.add(args.get(1));
                    }
                }
                batches.add(new PyList(current));
            }
            return batches.iterator();
        });
    }

    private static Object slice(Run run, Object value, Args args) {
        return new PyIterator(run.budget, "generator", () -> {
            List<Object> items = Iterables.list(run.budget, value);
            run.budget.steps(items.size());
            long slices = Conversion.index(run.budget, args.get(0));
            if (slices == 0) {
                throw new EvalError(EvalError.Kind.ZERO_DIVISION, "integer division or modulo by zero");
            }
            run.budget.elements(Math.max(0, slices));
            List<Object> result = new ArrayList<>();
            long size = slices < 0 ? 0 : items.size() / slices;
            long extra = slices < 0 ? 0 : items.size() % slices;
            int from = 0;
            for (long i = 0; i < slices; i++) {
                int to = (int) (from + size + (i < extra ? 1 : 0));
                List<Object> part = new ArrayList<>(items.subList(from, to));
                if (!args.isNone(1) && i >= extra) {
                    part.add(args.get(1));
                }
                result.add(new PyList(part));
                from = to;
            }
            return result.iterator();
        });
    }

    private static Object attribute(Run run, Object value, Args args) {
        String name =
                TextMethods.text(args.get(0), "attribute name must be string, not '" + Types.name(args.get(0)) + "'");
        if (value instanceof Undefined undefined) {
            throw undefined.error(run.budget);
        }
        Object found = Members.find(value, name);
        return found == null ? Undefined.member(value, name) : found;
    }

    static boolean isSequence(Object value) {
        return Types.isText(value)
                || value instanceof Sequence
                || value instanceof PyDict
                || value instanceof PyRange
                || value instanceof Undefined;
    }
}
