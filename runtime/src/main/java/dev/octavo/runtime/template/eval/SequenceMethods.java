package dev.octavo.runtime.template.eval;

import dev.octavo.runtime.template.value.Comparison;
import dev.octavo.runtime.template.value.Conversion;
import dev.octavo.runtime.template.value.EvalError;
import dev.octavo.runtime.template.value.Iterables;
import dev.octavo.runtime.template.value.PyList;
import dev.octavo.runtime.template.value.PyRange;
import dev.octavo.runtime.template.value.Repr;
import dev.octavo.runtime.template.value.Types;
import dev.octavo.runtime.template.value.Undefined;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Methods of list, tuple and range. */
final class SequenceMethods {

    private static final Signature ONE = Signature.of("count", "/value");
    private static final Signature INDEX = Signature.of("index", "/value,start?,stop?");

    private SequenceMethods() {}

    static @Nullable Object find(Object sequence, String name) {
        return switch (name) {
            case "append", "clear", "pop", "reverse", "insert", "sort", "extend", "remove" ->
                sequence instanceof PyList ? Undefined.unsafe(sequence, name) : null;
            case "copy" -> sequence instanceof PyList ? Builtin.method(name, (run, args, named) -> sequence) : null;
            case "count" ->
                Builtin.method(
                        name,
                        (run, args, named) ->
                                count(run, sequence, ONE.bind(args, named).get(0)));
            case "index" -> Builtin.method(name, (run, args, named) -> index(run, sequence, INDEX.bind(args, named)));
            case "start", "stop", "step" -> sequence instanceof PyRange range ? part(range, name) : null;
            default -> null;
        };
    }

    private static Object part(PyRange range, String name) {
        return name.equals("start") ? range.start() : name.equals("stop") ? range.stop() : range.step();
    }

    private static Object count(Run run, Object sequence, Object value) {
        long count = 0;
        List<Object> items = Iterables.list(run.budget, sequence);
        run.budget.steps(items.size());
        for (Object item : items) {
            count += Comparison.same(run.budget, item, value) ? 1 : 0;
        }
        return count;
    }

    private static Object index(Run run, Object sequence, Args args) {
        List<Object> items = Iterables.list(run.budget, sequence);
        run.budget.steps(items.size());
        long from = args.has(1) ? bound(run, args.get(1), items.size()) : 0;
        long to = args.has(2) ? bound(run, args.get(2), items.size()) : items.size();
        for (int i = (int) from; i < to; i++) {
            if (Comparison.same(run.budget, items.get(i), args.get(0))) {
                return (long) i;
            }
        }
        throw EvalError.value(
                sequence instanceof PyList
                        ? Repr.repr(run.budget, args.get(0)) + " is not in list"
                        : Types.name(sequence) + ".index(x): x not in " + Types.name(sequence));
    }

    /** An index argument, counted from the end where negative, cut to the length. */
    static long bound(Run run, Object value, int length) {
        long index = Conversion.index(run.budget, value);
        return Math.max(0, Math.min(index < 0 ? index + length : index, length));
    }
}
