package dev.octavo.runtime.template.eval;

import dev.octavo.runtime.template.value.Budget;
import dev.octavo.runtime.template.value.Conversion;
import dev.octavo.runtime.template.value.EvalError;
import dev.octavo.runtime.template.value.Iterables;
import dev.octavo.runtime.template.value.Markup;
import dev.octavo.runtime.template.value.None;
import dev.octavo.runtime.template.value.Repr;
import dev.octavo.runtime.template.value.Text;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The filter {@code urlize}: links where URLs and mail addresses stand. */
final class Urlize {

    private static final Pattern HTTP = Pattern.compile(
            "^((https?://|www\\.)(([\\w%-]++\\.)+)?([a-z]{2,63}|xn--[\\w%]{2,59})"
                    + "|([\\w%-]{2,63}\\.)+(com|net|int|edu|gov|org|info|mil)"
                    + "|(https?://)((([\\d]{1,3})(\\.[\\d]{1,3}){3})|(\\[([\\da-f]{0,4}:){2}([\\da-f]{0,4}:?){1,6}])))"
                    + "(?::[\\d]{1,5})?(?:[/?#]\\S*+)?$",
            Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CHARACTER_CLASS);
    private static final Pattern MAIL = Pattern.compile("^\\S+@\\w[\\w.-]*\\.\\w+$", Pattern.UNICODE_CHARACTER_CLASS);
    private static final Pattern SCHEME = Pattern.compile("^([\\w.+-]{2,}:(/){0,2})$", Pattern.UNICODE_CHARACTER_CLASS);
    /** Longer words are no links, and would be slow to match. */
    private static final int MAX_WORD = 1024;

    private final Budget budget;
    private final long limit;
    private final String relation;
    private final String target;
    private final List<String> schemes;

    private Urlize(Budget budget, long limit, String relation, String target, List<String> schemes) {
        this.budget = budget;
        this.limit = limit;
        this.relation = relation;
        this.target = target;
        this.schemes = schemes;
    }

    static String of(Budget budget, Object value, Args args) {
        TreeSet<String> relations = new TreeSet<>(List.of("noopener"));
        if (!args.isNone(3)) {
            Text.split(budget, Repr.str(budget, args.get(3)), null, -1).forEach(r -> relations.add((String) r));
        }
        if (args.truth(1)) {
            relations.add("nofollow");
        }
        String target = args.isNone(2) ? "" : " target=\"" + Markup.of(budget, args.get(2)) + "\"";
        List<String> schemes = new ArrayList<>();
        if (args.get(4) != None.NONE) {
            for (Object scheme : Iterables.list(budget, args.get(4))) {
                String text = TextMethods.text(scheme, "expected string or bytes-like object");
                if (text.length() > 64 || !SCHEME.matcher(text).matches()) {
                    throw new EvalError(
                            EvalError.Kind.FILTER_ARGUMENT,
                            Repr.repr(budget, text) + " is not a valid URI scheme prefix.");
                }
                schemes.add(text);
            }
        }
        long limit = args.isNone(0) ? Long.MAX_VALUE : Conversion.index(budget, args.get(0));
        String relation = " rel=\"" + Markup.escape(String.join(" ", relations)) + "\"";
        return new Urlize(budget, limit, relation, target, schemes).text(Markup.of(budget, value));
    }

    private String text(String text) {
        StringBuilder out = new StringBuilder();
        Matcher matcher =
                Pattern.compile("\\s++|\\S++", Pattern.UNICODE_CHARACTER_CLASS).matcher(text);
        while (matcher.find()) {
            String word = matcher.group();
            budget.scan((long) Math.min(word.length(), MAX_WORD) * Math.min(word.length(), MAX_WORD));
            out.append(word.length() > MAX_WORD ? word : word(word));
            budget.length(out.length());
        }
        return out.toString();
    }

    private String word(String word) {
        int start = 0;
        while (word.startsWith("(", start) || word.startsWith("<", start) || word.startsWith("&lt;", start)) {
            start += word.charAt(start) == '&' ? 4 : 1;
        }
        int end = word.length();
        while (end > start
                && (")>.,\n".indexOf(word.charAt(end - 1)) >= 0
                        || word.substring(start, end).endsWith("&gt;"))) {
            end -= word.charAt(end - 1) == ';' ? 4 : 1;
        }
        String head = word.substring(0, start);
        String middle = word.substring(start, end);
        String tail = word.substring(end);
        for (String[] pair : new String[][] {{"(", ")"}, {"<", ">"}, {"&lt;", "&gt;"}}) {
            int open = count(middle, pair[0]);
            if (open <= count(middle, pair[1])) {
                continue;
            }
            for (int i = Math.min(open, count(tail, pair[1])); i > 0; i--) {
                int cut = tail.indexOf(pair[1]) + pair[1].length();
                middle += tail.substring(0, cut);
                tail = tail.substring(cut);
            }
        }
        return head + link(middle) + tail;
    }

    private static int count(String text, String part) {
        int count = 0;
        for (int at = text.indexOf(part); at >= 0; at = text.indexOf(part, at + part.length())) {
            count++;
        }
        return count;
    }

    private String link(String text) {
        if (HTTP.matcher(text).find()) {
            boolean full = text.startsWith("https://") || text.startsWith("http://");
            return "<a href=\"" + (full ? "" : "https://") + text + "\"" + relation + target + ">" + shortened(text)
                    + "</a>";
        }
        if (text.startsWith("mailto:") && MAIL.matcher(text.substring(7)).find()) {
            return "<a href=\"" + text + "\">" + text.substring(7) + "</a>";
        }
        boolean mail = text.contains("@") && !text.startsWith("www.") && !text.startsWith("@") && !text.contains(":");
        if (mail && MAIL.matcher(text).find()) {
            return "<a href=\"mailto:" + text + "\">" + text + "</a>";
        }
        String result = text;
        for (String scheme : schemes) {
            if (!text.equals(scheme) && text.startsWith(scheme)) {
                result = "<a href=\"" + text + "\"" + relation + target + ">" + text + "</a>";
            }
        }
        return result;
    }

    private String shortened(String text) {
        return text.codePointCount(0, text.length()) > limit
                ? text.substring(0, text.offsetByCodePoints(0, (int) Math.max(0, limit))) + "..."
                : text;
    }
}
