package dev.octavo.runtime.template.eval;

import dev.octavo.runtime.template.syntax.Spaces;
import dev.octavo.runtime.template.value.Arithmetic;
import dev.octavo.runtime.template.value.Budget;
import dev.octavo.runtime.template.value.Conversion;
import dev.octavo.runtime.template.value.EvalError;
import dev.octavo.runtime.template.value.Iterables;
import dev.octavo.runtime.template.value.Markup;
import dev.octavo.runtime.template.value.PyDict;
import dev.octavo.runtime.template.value.PyTuple;
import dev.octavo.runtime.template.value.Repr;
import dev.octavo.runtime.template.value.Subscript;
import dev.octavo.runtime.template.value.Text;
import dev.octavo.runtime.template.value.Types;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;

/** Filters over text. */
final class TextFilters {

    private TextFilters() {}

    static void add(Map<String, Filters.Filter> all) {
        Filters.add(all, "upper", "", (run, v, a) -> map(run, v, Text::upper));
        Filters.add(all, "lower", "", (run, v, a) -> map(run, v, Text::lower));
        Filters.add(all, "capitalize", "", (run, v, a) -> map(run, v, Text::capitalize));
        Filters.add(all, "title", "", (run, v, a) -> map(run, v, TextFilters::title));
        Filters.add(all, "string", "", (run, v, a) -> v instanceof Markup ? v : Repr.str(run.budget, v));
        Filters.add(
                all,
                "trim",
                "chars?",
                (run, v, a) -> map(
                        run,
                        v,
                        (b, s) -> Text.strip(
                                b,
                                s,
                                a.isNone(0) ? null : TextMethods.text(a.get(0), "strip arg must be None or str"),
                                true,
                                true)));
        Filters.add(
                all,
                "center",
                "width?",
                (run, v, a) -> map(run, v, (b, s) -> Text.pad(b, s, TextSearchMethods.integer(b, a, 0, 80), " ", 0)));
        Filters.add(all, "replace", "old,new,count?", TextFilters::replace);
        Filters.add(all, "indent", "width?,first?,blank?", TextFilters::indent);
        Filters.add(all, "truncate", "length?,killwords?,end?,leeway?", TextFilters::truncate);
        Filters.add(all, "wordcount", "", (run, v, a) -> wordCount(soft(run, v)));
        Filters.add(all, "wordwrap", "width?,break_long_words?,wrapstring?,break_on_hyphens?", TextFilters::wordWrap);
        Filters.add(all, "pprint", "", (run, v, a) -> new PrettyPrinter(run.budget).format(v));
        all.put("format", TextFilters::format);
    }

    /** The text of any value. */
    static String soft(Run run, Object value) {
        return Repr.str(run.budget, value);
    }

    /** A text function; markup stays markup. */
    private static Object map(Run run, Object value, BiFunction<Budget, String, String> function) {
        String result = function.apply(run.budget, soft(run, value));
        return value instanceof Markup ? new Markup(result) : result;
    }

    /** Words start after a hyphen, a space or an opening bracket. */
    private static String title(Budget budget, String text) {
        budget.text(text.length());
        StringBuilder out = new StringBuilder(text.length());
        int from = 0;
        while (from < text.length()) {
            boolean separator = isWordStart(text.charAt(from));
            int to = from;
            while (to < text.length() && isWordStart(text.charAt(to)) == separator) {
                to++;
            }
            int first = from + Character.charCount(text.codePointAt(from));
            out.append(Text.upper(budget, text.substring(from, first)))
                    .append(Text.lower(budget, text.substring(first, to)));
            from = to;
        }
        return out.toString();
    }

    private static boolean isWordStart(char c) {
        return c == '-' || c == '(' || c == '{' || c == '[' || c == '<' || Spaces.isSpace(c);
    }

    private static Object replace(Run run, Object value, Args args) {
        long count = args.isNone(2) ? -1 : Conversion.index(run.budget, args.get(2));
        return Text.replace(run.budget, soft(run, value), soft(run, args.get(0)), soft(run, args.get(1)), count);
    }

    private static Object format(Run run, Object value, List<Object> positional, Map<String, Object> named) {
        if (!positional.isEmpty() && !named.isEmpty()) {
            throw new EvalError(
                    EvalError.Kind.FILTER_ARGUMENT, "can't handle positional and keyword arguments at the same time");
        }
        Object arguments = new PyTuple(positional);
        if (!named.isEmpty()) {
            PyDict dict = new PyDict();
            named.forEach(dict::put);
            arguments = dict;
        }
        return Arithmetic.binary(run.budget, "%", value instanceof Markup ? value : soft(run, value), arguments);
    }

    private static Object indent(Run run, Object value, Args args) {
        String indention = Types.text(args.or(0, 4L));
        if (indention == null) {
            indention = Text.repeat(run.budget, " ", Conversion.index(run.budget, args.or(0, 4L)));
        }
        String text = Types.text(value);
        if (text == null) {
            Arithmetic.binary(run.budget, "+", value, "\n");
            throw EvalError.type("unsupported operand for indent");
        }
        List<Object> lines = Text.lines(run.budget, text + "\n", false);
        run.budget.text(text.length() + (long) lines.size() * (indention.length() + 1L));
        StringBuilder out = new StringBuilder(args.truth(1) ? indention : "");
        for (int i = 0; i < lines.size(); i++) {
            String line = (String) lines.get(i);
            if (i > 0) {
                out.append('\n').append(args.truth(2) || !line.isEmpty() ? indention : "");
            }
            out.append(line);
        }
        return value instanceof Markup ? new Markup(out.toString()) : out.toString();
    }

    private static Object truncate(Run run, Object value, Args args) {
        long length = TextSearchMethods.integer(run.budget, args, 0, 255);
        String end = soft(run, args.or(2, "..."));
        long leeway = args.isNone(3) ? 5 : Conversion.index(run.budget, args.get(3));
        long endLength = Text.length(run.budget, end);
        if (length < endLength) {
            throw new EvalError(EvalError.Kind.ASSERTION, "expected length >= " + endLength + ", got " + length);
        }
        if (leeway < 0) {
            throw new EvalError(EvalError.Kind.ASSERTION, "expected leeway >= 0, got " + leeway);
        }
        if (Iterables.length(run.budget, value) <= length + leeway) {
            return value;
        }
        Object cut = Subscript.slice(run.budget, value, null, length - endLength, null);
        if (!args.truth(1)) {
            String text = TextMethods.text(cut, "truncate needs text");
            cut = Text.splitRight(run.budget, text, " ", 1).getFirst();
        }
        return Arithmetic.binary(run.budget, "+", value instanceof Markup ? new Markup(soft(run, cut)) : cut, end);
    }

    private static Object wordCount(String text) {
        long count = 0;
        boolean inWord = false;
        for (int i = 0; i < text.length(); i++) {
            int c = text.codePointAt(i);
            boolean word = Character.isLetterOrDigit(c)
                    || c == '_'
                    || Character.getType(c) == Character.OTHER_NUMBER
                    || Character.getType(c) == Character.LETTER_NUMBER;
            count += word && !inWord ? 1 : 0;
            inWord = word;
            i += Character.charCount(c) - 1;
        }
        return count;
    }

    private static Object wordWrap(Run run, Object value, Args args) {
        String text = TextMethods.text(value, "'" + Types.name(value) + "' object has no attribute 'splitlines'");
        long width = TextSearchMethods.integer(run.budget, args, 0, 79);
        String separator = args.isNone(2) ? "\n" : soft(run, args.get(2));
        boolean breakWords = !args.has(1) || args.truth(1);
        boolean hyphens = !args.has(3) || args.truth(3);
        List<String> lines = new ArrayList<>();
        for (Object line : Text.lines(run.budget, text, false)) {
            List<String> wrapped = new WordWrap(run.budget, width, breakWords, hyphens).wrap((String) line);
            lines.add(Text.join(run.budget, separator, wrapped));
        }
        return Text.join(run.budget, separator, lines);
    }
}
