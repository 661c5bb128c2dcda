package dev.octavo.runtime.template.eval;

import dev.octavo.runtime.template.value.Budget;
import dev.octavo.runtime.template.value.Conversion;
import dev.octavo.runtime.template.value.EvalError;
import dev.octavo.runtime.template.value.Iterables;
import dev.octavo.runtime.template.value.PyTuple;
import dev.octavo.runtime.template.value.Search;
import dev.octavo.runtime.template.value.Text;
import dev.octavo.runtime.template.value.Types;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The methods of str that look for a part of the text, and join. */
final class TextSearchMethods {

    /** What a method does. */
    interface Body {
        Object apply(Budget budget, String text, Args args);
    }

    /** A method and its parameters. */
    record Method(String parameters, Body body) {}

    static final Map<String, Method> METHODS = Map.ofEntries(
            Map.entry("startswith", new Method("/prefix,start?,end?", (b, s, a) -> affix(b, s, a, true))),
            Map.entry("endswith", new Method("/suffix,start?,end?", (b, s, a) -> affix(b, s, a, false))),
            Map.entry("find", new Method("/sub,start?,end?", (b, s, a) -> find(b, s, a, false))),
            Map.entry("rfind", new Method("/sub,start?,end?", (b, s, a) -> find(b, s, a, true))),
            Map.entry("index", new Method("/sub,start?,end?", (b, s, a) -> index(b, s, a, false))),
            Map.entry("rindex", new Method("/sub,start?,end?", (b, s, a) -> index(b, s, a, true))),
            Map.entry("count", new Method("/sub,start?,end?", TextSearchMethods::count)),
            Map.entry("replace", new Method("/old,new,count?", TextSearchMethods::replace)),
            Map.entry("partition", new Method("/sep", (b, s, a) -> partition(b, s, a, false))),
            Map.entry("rpartition", new Method("/sep", (b, s, a) -> partition(b, s, a, true))),
            Map.entry("join", new Method("/iterable", TextSearchMethods::join)));

    private TextSearchMethods() {}

    /** The int argument, or {@code missing}. */
    static long integer(Budget budget, Args args, int i, long missing) {
        return args.has(i) ? Conversion.index(budget, args.get(i)) : missing;
    }

    private static String part(Args args) {
        return TextMethods.text(args.get(0), "must be str, not " + Types.name(args.get(0)));
    }

    private static Object replace(Budget budget, String text, Args args) {
        String old = TextMethods.text(args.get(0), "replace() argument 1 must be str, not " + Types.name(args.get(0)));
        String replacement =
                TextMethods.text(args.get(1), "replace() argument 2 must be str, not " + Types.name(args.get(1)));
        return Text.replace(budget, text, old, replacement, integer(budget, args, 2, -1));
    }

    /** The UTF-16 range that the arguments 1 and 2 select; its end lies before its start where they select nothing at all. */
    private static int[] range(Budget budget, String text, Args args) {
        if (!args.has(1)) {
            return new int[] {0, text.length()};
        }
        int length = Text.length(budget, text);
        long from = args.isNone(1) ? 0 : fromEnd(Conversion.index(budget, args.get(1)), length);
        long to = args.isNone(2) ? length : Math.min(length, fromEnd(Conversion.index(budget, args.get(2)), length));
        if (from > length || to < from) {
            return new int[] {1, 0};
        }
        return new int[] {text.offsetByCodePoints(0, (int) from), text.offsetByCodePoints(0, (int) to)};
    }

    private static long fromEnd(long index, int length) {
        return index < 0 ? Math.max(0, index + length) : index;
    }

    private static Object affix(Budget budget, String text, Args args, boolean start) {
        Object wanted = args.get(0);
        List<Object> affixes = wanted instanceof PyTuple tuple ? tuple.items() : List.of(wanted);
        int[] range = range(budget, text, args);
        String method = start ? "startswith" : "endswith";
        boolean found = false;
        for (Object affix : affixes) {
            String part = TextMethods.text(
                    affix, method + " first arg must be str or a tuple of str, not " + Types.name(affix));
            budget.scan(part.length());
            boolean fits = range[1] - range[0] >= part.length();
            found |= fits && text.startsWith(part, start ? range[0] : range[1] - part.length());
        }
        return found;
    }

    private static int search(Budget budget, String text, Args args, boolean last) {
        String part = part(args);
        int[] range = range(budget, text, args);
        if (range[1] < range[0]) {
            return -1;
        }
        if (last) {
            int found = Search.lastIndexOf(budget, text, part, range[1]);
            return found >= range[0] ? found : -1;
        }
        int found = Search.indexOf(budget, text, part, range[0]);
        return found >= 0 && found + part.length() <= range[1] ? found : -1;
    }

    private static Object find(Budget budget, String text, Args args, boolean last) {
        int found = search(budget, text, args, last);
        return found < 0 ? -1L : (long) text.codePointCount(0, found);
    }

    private static Object index(Budget budget, String text, Args args, boolean last) {
        int found = search(budget, text, args, last);
        if (found < 0) {
            throw EvalError.value("substring not found");
        }
        return (long) text.codePointCount(0, found);
    }

    private static Object count(Budget budget, String text, Args args) {
        String part = part(args);
        int[] range = range(budget, text, args);
        if (range[1] < range[0]) {
            return 0L;
        }
        String searched = text.substring(range[0], range[1]);
        if (part.isEmpty()) {
            return Text.length(budget, searched) + 1L;
        }
        long count = 0;
        for (int at = 0; (at = Search.indexOf(budget, searched, part, at)) >= 0; at += part.length()) {
            count++;
        }
        return count;
    }

    private static Object partition(Budget budget, String text, Args args, boolean last) {
        String separator = part(args);
        if (separator.isEmpty()) {
            throw EvalError.value("empty separator");
        }
        int found = last
                ? Search.lastIndexOf(budget, text, separator, text.length())
                : Search.indexOf(budget, text, separator, 0);
        if (found < 0) {
            return last ? PyTuple.of("", "", text) : PyTuple.of(text, "", "");
        }
        return PyTuple.of(text.substring(0, found), separator, text.substring(found + separator.length()));
    }

    private static Object join(Budget budget, String text, Args args) {
        if (!Iterables.isIterable(args.get(0))) {
            throw EvalError.type("can only join an iterable");
        }
        List<String> parts = new ArrayList<>();
        for (Object item : Iterables.list(budget, args.get(0))) {
            parts.add(TextMethods.text(
                    item, "sequence item " + parts.size() + ": expected str instance, " + Types.name(item) + " found"));
        }
        return Text.join(budget, text, parts);
    }
}
