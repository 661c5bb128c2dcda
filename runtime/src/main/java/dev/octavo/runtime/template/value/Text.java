package dev.octavo.runtime.template.value;

import dev.octavo.runtime.template.syntax.Spaces;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Operations of Python's str, by code points where it matters. */
public final class Text {

    private Text() {}

    public static int length(Budget budget, String text) {
        budget.scan(text.length());
        return text.codePointCount(0, text.length());
    }

    /** The UTF-16 index of a code point index in {@code [0, length]}. */
    static int offset(String text, int length, long index) {
        return length == text.length() ? (int) index : text.offsetByCodePoints(0, (int) index);
    }

    /**
     * Where the split of white space starts and ends.
     *
     * @param characters what to strip; null: white space
     */
    public static String strip(Budget budget, String text, @Nullable String characters, boolean left, boolean right) {
        budget.scan(text.length());
        int from = 0;
        int to = text.length();
        while (left && from < to && strips(text.codePointAt(from), characters)) {
            from += Character.charCount(text.codePointAt(from));
            charge(budget, characters);
        }
        while (right && to > from && strips(text.codePointBefore(to), characters)) {
            to -= Character.charCount(text.codePointBefore(to));
            charge(budget, characters);
        }
        return text.substring(from, to);
    }

    private static void charge(Budget budget, @Nullable String characters) {
        if (characters != null && characters.length() > 8) {
            budget.scan(characters.length());
        }
    }

    private static boolean strips(int point, @Nullable String characters) {
        return characters == null ? Spaces.isSpace(point) : characters.indexOf(point) >= 0;
    }

    public static List<Object> split(Budget budget, String text, @Nullable String separator, long limit) {
        List<Object> parts = new ArrayList<>();
        if (separator == null) {
            splitSpaces(budget, text, limit, parts);
        } else {
            nonEmpty(separator);
            int from = 0;
            int found;
            while ((limit < 0 || parts.size() < limit)
                    && (found = Search.indexOf(budget, text, separator, from)) >= 0) {
                parts.add(text.substring(from, found));
                from = found + separator.length();
            }
            parts.add(text.substring(from));
        }
        budget.elements(parts.size());
        budget.scan(text.length());
        return parts;
    }

    private static void splitSpaces(Budget budget, String text, long limit, List<Object> parts) {
        budget.scan(text.length());
        int at = Spaces.skip(text, 0);
        while (at < text.length()) {
            if (limit >= 0 && parts.size() >= limit) {
                parts.add(text.substring(at));
                return;
            }
            int end = at;
            while (end < text.length() && !Spaces.isSpace(text.charAt(end))) {
                end++;
            }
            parts.add(text.substring(at, end));
            at = Spaces.skip(text, end);
        }
    }

    public static List<Object> splitRight(Budget budget, String text, @Nullable String separator, long limit) {
        if (limit < 0) {
            return split(budget, text, separator, -1);
        }
        List<Object> parts = new ArrayList<>();
        int to = text.length();
        if (separator == null) {
            budget.scan(text.length());
            to = Spaces.trimEnd(text, 0, to);
            while (to > 0 && parts.size() < limit) {
                int from = to;
                while (from > 0 && !Spaces.isSpace(text.charAt(from - 1))) {
                    from--;
                }
                parts.add(text.substring(from, to));
                to = Spaces.trimEnd(text, 0, from);
            }
            if (to > 0) {
                parts.add(text.substring(0, to));
            }
        } else {
            nonEmpty(separator);
            int found;
            while (parts.size() < limit && (found = Search.lastIndexOf(budget, text, separator, to)) >= 0) {
                parts.add(text.substring(found + separator.length(), to));
                to = found;
            }
            parts.add(text.substring(0, to));
        }
        budget.elements(parts.size());
        return new ArrayList<>(parts.reversed());
    }

    private static void nonEmpty(String separator) {
        if (separator.isEmpty()) {
            throw EvalError.value("empty separator");
        }
    }

    public static List<Object> lines(Budget budget, String text, boolean keepEnds) {
        budget.scan(text.length());
        List<Object> lines = new ArrayList<>();
        int from = 0;
        for (int i = 0; i < text.length(); i++) {
            if (!isLineEnd(text.charAt(i))) {
                continue;
            }
            int end = i;
            if (text.charAt(i) == '\r' && i + 1 < text.length() && text.charAt(i + 1) == '\n') {
                i++;
            }
            lines.add(text.substring(from, keepEnds ? i + 1 : end));
            from = i + 1;
        }
        if (from < text.length()) {
            lines.add(text.substring(from));
        }
        budget.elements(lines.size());
        return lines;
    }

    private static boolean isLineEnd(char c) {
        return (c >= '\n' && c <= '\r') || (c >= 0x1c && c <= 0x1e) || c == 0x85 || c == 0x2028 || c == 0x2029;
    }

    public static String replace(Budget budget, String text, String old, String replacement, long count) {
        budget.scan(text.length());
        if (count == 0) {
            return text;
        }
        StringBuilder out = new StringBuilder(text.length());
        int from = 0;
        if (old.isEmpty()) {
            return interleave(budget, text, replacement, count);
        }
        for (long done = 0; count < 0 || done < count; done++) {
            int found = Search.indexOf(budget, text, old, from);
            if (found < 0) {
                break;
            }
            budget.scan(replacement.length());
            budget.length((long) out.length() + found - from + replacement.length());
            out.append(text, from, found).append(replacement);
            from = found + old.length();
        }
        if (from == 0) {
            return text;
        }
        budget.text((long) out.length() + text.length() - from);
        return out.append(text, from, text.length()).toString();
    }

    private static String interleave(Budget budget, String text, String replacement, long count) {
        StringBuilder out = new StringBuilder();
        int at = 0;
        long done = 0;
        while (at <= text.length() && (count < 0 || done < count)) {
            budget.text((long) replacement.length());
            budget.length((long) out.length() + replacement.length());
            out.append(replacement);
            done++;
            if (at == text.length()) {
                return out.toString();
            }
            int next = at + Character.charCount(text.codePointAt(at));
            out.append(text, at, next);
            at = next;
        }
        return out.append(text, at, text.length()).toString();
    }

    public static String upper(Budget budget, String text) {
        budget.text(text.length());
        return text.toUpperCase(Locale.ROOT);
    }

    public static String lower(Budget budget, String text) {
        budget.text(text.length());
        return text.toLowerCase(Locale.ROOT);
    }

    public static String capitalize(Budget budget, String text) {
        if (text.isEmpty()) {
            return text;
        }
        int first = Character.charCount(text.codePointAt(0));
        return titleCase(text.substring(0, first))
                + lower(budget, text)
                        .substring(lower(budget, text.substring(0, first)).length());
    }

    /** Python's {@code str.title}: a letter after anything but a letter starts a word. */
    public static String title(Budget budget, String text) {
        budget.text(text.length());
        StringBuilder out = new StringBuilder(text.length());
        boolean inWord = false;
        int point;
        for (int i = 0; i < text.length(); i += Character.charCount(point)) {
            point = text.codePointAt(i);
            String one = Character.toString(point);
            out.append(inWord ? one.toLowerCase(Locale.ROOT) : titleCase(one));
            inWord = isCased(point);
        }
        return out.toString();
    }

    private static String titleCase(String one) {
        String title = Character.toString(Character.toTitleCase(one.codePointAt(0)));
        if (!title.equals(one)) {
            return title;
        }
        String upper = one.toUpperCase(Locale.ROOT);
        // A ligature such as the sharp s becomes two letters, of which only the first stays upper case.
        int first = Character.charCount(upper.codePointAt(0));
        return upper.equals(one)
                ? one
                : upper.substring(0, first) + upper.substring(first).toLowerCase(Locale.ROOT);
    }

    static boolean isCased(int point) {
        return Character.isUpperCase(point) || Character.isLowerCase(point) || Character.isTitleCase(point);
    }

    public static String swapCase(Budget budget, String text) {
        budget.text(text.length());
        StringBuilder out = new StringBuilder(text.length());
        text.codePoints().forEach(point -> {
            String one = Character.toString(point);
            out.append(
                    Character.isUpperCase(point)
                            ? one.toLowerCase(Locale.ROOT)
                            : Character.isLowerCase(point) ? one.toUpperCase(Locale.ROOT) : one);
        });
        return out.toString();
    }

    /** Fills up to {@code width} characters; the text stands at the left (-1), in the middle (0) or at the right (1). */
    public static String pad(Budget budget, String text, long width, String fill, int side) {
        if (fill.codePointCount(0, fill.length()) != 1) {
            throw EvalError.type("The fill character must be exactly one character long");
        }
        long missing = width - length(budget, text);
        if (missing <= 0) {
            return text;
        }
        budget.text(text.length() + missing * fill.length());
        // Python puts the odd one to the left where the width is odd, too.
        long left = side < 0 ? 0 : side > 0 ? missing : missing / 2 + (missing & width & 1);
        return fill.repeat((int) left) + text + fill.repeat((int) (missing - left));
    }

    public static String repeat(Budget budget, String text, long count) {
        if (count <= 0 || text.isEmpty()) {
            return "";
        }
        budget.text(Math.multiplyHigh(text.length(), count) != 0 ? Long.MAX_VALUE : text.length() * count);
        return text.repeat((int) count);
    }

    public static String join(Budget budget, String separator, List<String> parts) {
        long length = 0;
        for (String part : parts) {
            length += part.length() + separator.length();
        }
        budget.text(length);
        return String.join(separator, parts);
    }
}
