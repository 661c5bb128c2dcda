package dev.octavo.runtime.template.eval;

import dev.octavo.runtime.template.value.Budget;
import dev.octavo.runtime.template.value.EvalError;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Python's {@code textwrap.wrap} of one line, without expanding tabs or replacing white space. */
final class WordWrap {

    private static final String WHITE = "\\t\\n\\x0b\\x0c\\r ";
    private static final String LETTER = "[^\\d\\W]";
    private static final String PUNCTUATION = "[\\w!\"'&.,?]";
    private static final Pattern HYPHENS = Pattern.compile(
            "([" + WHITE + "]+|(?<=" + PUNCTUATION + ")-{2,}(?=\\w)|[^" + WHITE + "]+?(?:-(?:(?<=" + LETTER
                    + "{2}-)|(?<="
                    + LETTER + "-" + LETTER + "-))(?=" + LETTER + "-?" + LETTER + ")|(?=[" + WHITE + "]|\\z)|(?<="
                    + PUNCTUATION
                    + ")(?=-{2,}\\w)))",
            Pattern.UNICODE_CHARACTER_CLASS);
    private static final Pattern SPACES = Pattern.compile("[" + WHITE + "]+|[^" + WHITE + "]+");

    private final Budget budget;
    private final long width;
    private final boolean breakLongWords;
    private final boolean breakOnHyphens;

    WordWrap(Budget budget, long width, boolean breakLongWords, boolean breakOnHyphens) {
        this.budget = budget;
        this.width = width;
        this.breakLongWords = breakLongWords;
        this.breakOnHyphens = breakOnHyphens;
    }

    List<String> wrap(String line) {
        if (width <= 0) {
            throw EvalError.value("invalid width " + width + " (must be > 0)");
        }
        List<String> chunks = chunks(line).reversed();
        List<String> lines = new ArrayList<>();
        chunks = new ArrayList<>(chunks);
        while (!chunks.isEmpty()) {
            if (isBlank(chunks.getLast()) && !lines.isEmpty()) {
                chunks.removeLast();
            }
            List<String> current = line(chunks);
            if (!current.isEmpty() && isBlank(current.getLast())) {
                current.removeLast();
            }
            if (!current.isEmpty()) {
                lines.add(String.join("", current));
            }
        }
        return lines;
    }

    private List<String> line(List<String> chunks) {
        List<String> current = new ArrayList<>();
        long length = 0;
        while (!chunks.isEmpty() && length + size(chunks.getLast()) <= width) {
            budget.step();
            length += size(chunks.getLast());
            current.add(chunks.removeLast());
        }
        if (!chunks.isEmpty() && size(chunks.getLast()) > width) {
            breakWord(chunks, current, width < 1 ? 1 : width - length);
        }
        return current;
    }

    private void breakWord(List<String> chunks, List<String> current, long space) {
        if (!breakLongWords) {
            if (current.isEmpty()) {
                current.add(chunks.removeLast());
            }
            return;
        }
        String chunk = chunks.removeLast();
        budget.scan(chunk.length());
        int end = chunk.offsetByCodePoints(0, (int) space);
        if (breakOnHyphens && size(chunk) > space) {
            int hyphen = chunk.lastIndexOf('-', end - 1);
            if (hyphen > 0 && chunk.substring(0, hyphen).chars().anyMatch(c -> c != '-')) {
                end = hyphen + 1;
            }
        }
        current.add(chunk.substring(0, end));
        chunks.add(chunk.substring(end));
    }

    private static int size(String chunk) {
        return chunk.codePointCount(0, chunk.length());
    }

    private static boolean isBlank(String chunk) {
        return chunk.chars().allMatch(dev.octavo.runtime.template.syntax.Spaces::isSpace);
    }

    private List<String> chunks(String line) {
        budget.steps(line.length());
        List<String> chunks = new ArrayList<>();
        Matcher matcher = (breakOnHyphens ? HYPHENS : SPACES).matcher(line);
        while (matcher.find()) {
            if (!matcher.group().isEmpty()) {
                chunks.add(matcher.group());
            }
        }
        return chunks;
    }
}
