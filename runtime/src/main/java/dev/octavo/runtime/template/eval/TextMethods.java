package dev.octavo.runtime.template.eval;

import dev.octavo.runtime.template.value.BraceFormat;
import dev.octavo.runtime.template.value.Budget;
import dev.octavo.runtime.template.value.EvalError;
import dev.octavo.runtime.template.value.Markup;
import dev.octavo.runtime.template.value.None;
import dev.octavo.runtime.template.value.PyDict;
import dev.octavo.runtime.template.value.PyList;
import dev.octavo.runtime.template.value.PyTuple;
import dev.octavo.runtime.template.value.Text;
import dev.octavo.runtime.template.value.TextTests;
import dev.octavo.runtime.template.value.Types;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Methods of str. On markup they escape their arguments and return markup, as MarkupSafe's do. */
final class TextMethods {

    /** What a method does with the text and its bound arguments. */
    private interface Body {
        Object apply(Budget budget, String text, Args args);
    }

    private record Method(Signature signature, Body body) {}

    private static final Map<String, Method> METHODS = methods();

    private TextMethods() {}

    private static Map<String, Method> methods() {
        Map<String, Method> all = new HashMap<>();
        cases(all);
        stripping(all);
        splitting(all);
        layout(all);
        TextSearchMethods.METHODS.forEach((name, m) -> add(all, name, m.parameters(), m.body()::apply));
        for (String test : List.of(
                "isalpha",
                "isalnum",
                "isdigit",
                "isdecimal",
                "isnumeric",
                "isspace",
                "isupper",
                "islower",
                "istitle",
                "isascii",
                "isprintable",
                "isidentifier")) {
            add(all, test, "/", (b, s, a) -> TextTests.test(b, test, s));
        }
        return Map.copyOf(all);
    }

    private static void add(Map<String, Method> all, String name, String parameters, Body body) {
        all.put(name, new Method(Signature.of(name, parameters), body));
    }

    private static void cases(Map<String, Method> all) {
        add(all, "upper", "/", (b, s, a) -> Text.upper(b, s));
        add(all, "lower", "/", (b, s, a) -> Text.lower(b, s));
        add(all, "casefold", "/", (b, s, a) -> Text.lower(b, Text.upper(b, s)));
        add(all, "title", "/", (b, s, a) -> Text.title(b, s));
        add(all, "capitalize", "/", (b, s, a) -> Text.capitalize(b, s));
        add(all, "swapcase", "/", (b, s, a) -> Text.swapCase(b, s));
    }

    private static void stripping(Map<String, Method> all) {
        add(all, "strip", "/chars?", (b, s, a) -> Text.strip(b, s, chars(a, "strip"), true, true));
        add(all, "lstrip", "/chars?", (b, s, a) -> Text.strip(b, s, chars(a, "lstrip"), true, false));
        add(all, "rstrip", "/chars?", (b, s, a) -> Text.strip(b, s, chars(a, "rstrip"), false, true));
        add(all, "removeprefix", "/prefix", (b, s, a) -> {
            String prefix = text(a.get(0), "removeprefix() argument must be str");
            return s.startsWith(prefix) ? s.substring(prefix.length()) : s;
        });
        add(all, "removesuffix", "/suffix", (b, s, a) -> {
            String suffix = text(a.get(0), "removesuffix() argument must be str");
            return s.endsWith(suffix) ? s.substring(0, s.length() - suffix.length()) : s;
        });
    }

    private static void splitting(Map<String, Method> all) {
        add(
                all,
                "split",
                "sep?,maxsplit?",
                (b, s, a) -> new PyList(Text.split(b, s, separator(a), TextSearchMethods.integer(b, a, 1, -1))));
        add(
                all,
                "rsplit",
                "sep?,maxsplit?",
                (b, s, a) -> new PyList(Text.splitRight(b, s, separator(a), TextSearchMethods.integer(b, a, 1, -1))));
        add(all, "splitlines", "keepends?", (b, s, a) -> new PyList(Text.lines(b, s, a.truth(0))));
    }

    private static void layout(Map<String, Method> all) {
        add(all, "center", "/width,fillchar?", (b, s, a) -> pad(b, s, a, 0));
        add(all, "ljust", "/width,fillchar?", (b, s, a) -> pad(b, s, a, -1));
        add(all, "rjust", "/width,fillchar?", (b, s, a) -> pad(b, s, a, 1));
        add(all, "zfill", "/width", (b, s, a) -> {
            int sign = s.startsWith("-") || s.startsWith("+") ? 1 : 0;
            long width = TextSearchMethods.integer(b, a, 0, 0) - sign;
            return s.substring(0, sign) + Text.pad(b, s.substring(sign), width, "0", 1);
        });
        add(all, "expandtabs", "tabsize?", (b, s, a) -> expandTabs(b, s, TextSearchMethods.integer(b, a, 0, 8)));
    }

    private static Object pad(Budget budget, String text, Args args, int side) {
        String fill = args.has(1) ? text(args.get(1), "The fill character must be a unicode character") : " ";
        return Text.pad(budget, text, TextSearchMethods.integer(budget, args, 0, 0), fill, side);
    }

    private static String expandTabs(Budget budget, String text, long size) {
        StringBuilder out = new StringBuilder(text.length());
        int column = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '\t') {
                int spaces = size <= 0 ? 0 : (int) Math.min(Integer.MAX_VALUE / 2, size - column % size);
                budget.text(spaces);
                budget.length((long) out.length() + spaces);
                out.repeat(' ', spaces);
                column += spaces;
            } else {
                out.append(c);
                column = c == '\n' || c == '\r' ? 0 : column + (Character.isLowSurrogate(c) ? 0 : 1);
            }
        }
        budget.text(out.length());
        return out.toString();
    }

    private static @Nullable String chars(Args args, String method) {
        return args.isNone(0) ? null : text(args.get(0), method + " arg must be None or str");
    }

    private static @Nullable String separator(Args args) {
        return args.isNone(0) ? null : text(args.get(0), "must be str or None, not " + Types.name(args.get(0)));
    }

    static String text(Object value, String error) {
        String text = Types.text(value);
        if (text == null) {
            throw EvalError.type(error);
        }
        return text;
    }

    static @Nullable Object find(Object owner, String text, String name) {
        return switch (name) {
            case "format" ->
                Builtin.method(name, (run, args, named) -> {
                    PyDict dict = new PyDict();
                    named.forEach(dict::put);
                    return format(run.budget, owner, text, args, dict);
                });
            case "format_map" ->
                Builtin.method(name, (run, args, named) -> {
                    if (!named.isEmpty() || args.size() != 1) {
                        throw EvalError.type("format_map() takes exactly one argument (" + args.size() + " given)");
                    }
                    return format(run.budget, owner, text, List.of(), args.getFirst());
                });
            default -> {
                Method method = METHODS.get(name);
                yield method == null ? null : bind(owner, text, name, method);
            }
        };
    }

    private static Object bind(Object owner, String text, String name, Method method) {
        return Builtin.method(name, (run, args, named) -> {
            run.budget.scan(text.length());
            return owner instanceof Markup
                    ? markup(run.budget, text, name, method, args, named)
                    : method.body.apply(run.budget, text, method.signature.bind(args, named));
        });
    }

    private static Object format(Budget budget, Object owner, String text, List<Object> args, Object named) {
        boolean escape = owner instanceof Markup;
        String result = new BraceFormat(budget, Members.forFormat(budget), args, named, escape).format(text);
        return escape ? new Markup(result) : result;
    }

    private static Object markup(
            Budget budget, String text, String name, Method method, List<Object> args, Map<String, Object> named) {
        boolean escapes = switch (name) {
            case "join",
                    "replace",
                    "ljust",
                    "rjust",
                    "center",
                    "lstrip",
                    "rstrip",
                    "strip",
                    "translate",
                    "expandtabs" -> true;
            default -> false;
        };
        List<Object> used = args;
        if (escapes && !name.equals("join")) {
            used = args.stream()
                    .map(a -> Types.isText(a) ? (Object) Markup.of(budget, a) : a)
                    .toList();
        } else if (name.equals("join") && args.size() == 1) {
            used = List.of(new PyList(dev.octavo.runtime.template.value.Iterables.list(budget, args.getFirst()).stream()
                    .map(a -> (Object) Markup.of(budget, a))
                    .toList()));
        }
        return mark(method.body.apply(budget, text, method.signature.bind(used, named)));
    }

    private static Object mark(Object value) {
        return switch (value) {
            case String text -> new Markup(text);
            case PyList list ->
                new PyList(list.items().stream().map(TextMethods::mark).toList());
            case PyTuple tuple ->
                new PyTuple(tuple.items().stream().map(TextMethods::mark).toList());
            case None none -> none;
            default -> value;
        };
    }
}
