package dev.octavo.runtime.template.eval;

import dev.octavo.runtime.template.value.Budget;
import dev.octavo.runtime.template.value.Conversion;
import dev.octavo.runtime.template.value.EvalError;
import dev.octavo.runtime.template.value.Iterables;
import dev.octavo.runtime.template.value.PyDict;
import dev.octavo.runtime.template.value.PyRange;
import dev.octavo.runtime.template.value.Repr;
import dev.octavo.runtime.template.value.Undefined;
import java.time.ZonedDateTime;
import java.util.List;
import java.util.Map;

/** The functions that every template sees. */
final class Globals {

    private static final Signature RANGE = Signature.of("range", "/start,stop?,step?");
    private static final Signature RAISE = Signature.of("raise_exception", "message");
    private static final Signature STRFTIME = Signature.of("strftime_now", "format");
    private static final Signature JOINER = Signature.of("Joiner", "sep?");

    static final Map<String, Object> ALL = Map.of(
            "range", Builtin.function("range", (run, args, named) -> range(run, RANGE.bind(args, named))),
            "dict", Builtin.function("dict", (run, args, named) -> dict(run, args, named)),
            "namespace", Builtin.function("namespace", (run, args, named) -> new Namespace(dict(run, args, named))),
            "cycler", Builtin.function("cycler", (run, args, named) -> new Cycler(args)),
            "joiner",
                    Builtin.function(
                            "joiner",
                            (run, args, named) ->
                                    new Joiner(JOINER.bind(args, named).or(0, ", "))),
            "lipsum",
                    Builtin.function("lipsum", (run, args, named) -> {
                        throw EvalError.runtime("lipsum() is not available in chat templates");
                    }),
            "raise_exception",
                    Builtin.function("raise_exception", (run, args, named) -> raise(run, RAISE.bind(args, named))),
            "strftime_now",
                    Builtin.function("strftime_now", (run, args, named) -> now(run, STRFTIME.bind(args, named))));

    private Globals() {}

    private static Object range(Run run, Args args) {
        long first = Conversion.index(run.budget, args.get(0));
        if (!args.has(1)) {
            return PyRange.of(0, first, 1);
        }
        long stop = Conversion.index(run.budget, args.get(1));
        return PyRange.of(first, stop, args.has(2) ? Conversion.index(run.budget, args.get(2)) : 1);
    }

    private static PyDict dict(Run run, List<Object> args, Map<String, Object> named) {
        Budget budget = run.budget;
        if (args.size() > 1) {
            throw EvalError.type("dict expected at most 1 argument, got " + args.size());
        }
        PyDict result = new PyDict();
        if (!args.isEmpty() && args.getFirst() instanceof Undefined undefined) {
            throw undefined.error(budget);
        }
        if (!args.isEmpty() && args.getFirst() instanceof PyDict other) {
            budget.elements(other.size());
            result.putAll(other);
        } else if (!args.isEmpty()) {
            int i = 0;
            for (Object item : Iterables.list(budget, args.getFirst())) {
                if (!Iterables.isIterable(item)) {
                    throw EvalError.type("cannot convert dictionary update sequence element #" + i + " to a sequence");
                }
                List<Object> pair = Iterables.list(budget, item);
                if (pair.size() != 2) {
                    throw EvalError.value("dictionary update sequence element #" + i + " has length " + pair.size()
                            + "; 2 is required");
                }
                result.put(budget, pair.get(0), pair.get(1));
                i++;
            }
        }
        named.forEach(result::put);
        return result;
    }

    private static Object raise(Run run, Args args) {
        throw new EvalError(EvalError.Kind.TEMPLATE, Repr.str(run.budget, args.get(0)));
    }

    private static Object now(Run run, Args args) {
        String format = TextMethods.text(args.get(0), "strftime() argument 1 must be str");
        run.budget.scan(format.length() * 16L);
        String text = Strftime.format(ZonedDateTime.now(run.clock), format);
        run.budget.text(text.length());
        return text;
    }
}
