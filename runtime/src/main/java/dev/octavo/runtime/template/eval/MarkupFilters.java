package dev.octavo.runtime.template.eval;

import dev.octavo.runtime.template.syntax.Spaces;
import dev.octavo.runtime.template.value.Budget;
import dev.octavo.runtime.template.value.EvalError;
import dev.octavo.runtime.template.value.Iterables;
import dev.octavo.runtime.template.value.Markup;
import dev.octavo.runtime.template.value.None;
import dev.octavo.runtime.template.value.PyDict;
import dev.octavo.runtime.template.value.PyTuple;
import dev.octavo.runtime.template.value.Repr;
import dev.octavo.runtime.template.value.Types;
import dev.octavo.runtime.template.value.Undefined;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Filters for HTML and URLs. */
final class MarkupFilters {

    private MarkupFilters() {}

    static void add(Map<String, Filters.Filter> all) {
        Filters.add(all, "safe", "", (run, v, a) -> v instanceof Markup ? v : new Markup(Repr.str(run.budget, v)));
        Filters.add(all, "escape", "", (run, v, a) -> new Markup(Markup.of(run.budget, v)));
        Filters.add(all, "e", "", (run, v, a) -> new Markup(Markup.of(run.budget, v)));
        Filters.add(all, "forceescape", "", (run, v, a) -> new Markup(Markup.of(run.budget, Repr.str(run.budget, v))));
        Filters.add(all, "striptags", "", (run, v, a) -> stripTags(run.budget, Repr.str(run.budget, v)));
        Filters.add(all, "urlencode", "", (run, v, a) -> urlEncode(run.budget, v));
        Filters.add(all, "xmlattr", "autospace?", (run, v, a) -> attributes(run.budget, v, !a.has(0) || a.truth(0)));
        Filters.add(
                all,
                "urlize",
                "trim_url_limit?,nofollow?,target?,rel?,extra_schemes?",
                (run, v, a) -> Urlize.of(run.budget, v, a));
    }

    /** Without comments and tags, white space collapsed, entities resolved. */
    private static String stripTags(Budget budget, String text) {
        budget.text(text.length());
        String bare = cut(cut(text, "<!--", "-->"), "<", ">");
        StringBuilder out = new StringBuilder();
        for (int at = Spaces.skip(bare, 0); at < bare.length(); ) {
            int end = at;
            while (end < bare.length() && !Spaces.isSpace(bare.charAt(end))) {
                end++;
            }
            out.append(out.isEmpty() ? "" : " ").append(bare, at, end);
            at = Spaces.skip(bare, end);
        }
        return Entities.unescape(out.toString());
    }

    private static String cut(String text, String open, String close) {
        StringBuilder out = new StringBuilder();
        int at = 0;
        while (true) {
            int start = text.indexOf(open, at);
            int end = start < 0 ? -1 : text.indexOf(close, start);
            if (end < 0) {
                return out.append(text, at, text.length()).toString();
            }
            out.append(text, at, start);
            at = end + close.length();
        }
    }

    private static String urlEncode(Budget budget, Object value) {
        if (Types.isText(value) || !Iterables.isIterable(value)) {
            return quote(budget, value, false);
        }
        List<Object> items = value instanceof PyDict dict ? dict.items() : Iterables.list(budget, value);
        List<String> parts = new ArrayList<>();
        for (Object item : items) {
            List<Object> pair = Iterables.list(budget, item);
            if (pair.size() != 2) {
                throw EvalError.value(
                        pair.size() < 2
                                ? "not enough values to unpack (expected 2, got " + pair.size() + ")"
                                : "too many values to unpack (expected 2)");
            }
            parts.add(quote(budget, pair.get(0), true) + "=" + quote(budget, pair.get(1), true));
        }
        return dev.octavo.runtime.template.value.Text.join(budget, "&", parts);
    }

    private static String quote(Budget budget, Object value, boolean query) {
        byte[] bytes = Repr.str(budget, value).getBytes(StandardCharsets.UTF_8);
        budget.text(bytes.length * 3L);
        StringBuilder out = new StringBuilder();
        for (byte b : bytes) {
            int c = b & 0xff;
            boolean plain = c < 0x80 && (Character.isLetterOrDigit(c) || "_.-~".indexOf(c) >= 0);
            if (plain || (c == '/' && !query)) {
                out.append((char) c);
            } else if (c == ' ' && query) {
                out.append('+');
            } else {
                out.append(String.format("%%%02X", c));
            }
        }
        return out.toString();
    }

    private static String attributes(Budget budget, Object value, boolean space) {
        if (!(value instanceof PyDict dict)) {
            throw EvalError.type("'" + Types.name(value) + "' object has no attribute 'items'");
        }
        List<String> parts = new ArrayList<>();
        for (Object item : dict.items()) {
            List<Object> entry = ((PyTuple) item).items();
            if (entry.get(1) == None.NONE || entry.get(1) instanceof Undefined) {
                continue;
            }
            String key = TextMethods.text(entry.get(0), "expected string or bytes-like object");
            if (key.chars().anyMatch(c -> c == '/' || c == '>' || c == '=' || c == ' ' || (c >= 9 && c <= 13))) {
                throw EvalError.value("Invalid character in attribute name: " + Repr.repr(budget, key));
            }
            parts.add(Markup.of(budget, entry.get(0)) + "=\"" + Markup.of(budget, entry.get(1)) + "\"");
        }
        String text = dev.octavo.runtime.template.value.Text.join(budget, " ", parts);
        return space && !text.isEmpty() ? " " + text : text;
    }
}
