package dev.octavo.runtime.tokenizer.pattern;

import dev.octavo.runtime.tokenizer.json.Field;
import dev.octavo.runtime.tokenizer.text.IntList;

/** What to look for: a literal or a {@link Regex}, as {@code {"String": ...}} or {@code {"Regex": ...}} says. Immutable. */
public sealed interface TextPattern {

    /** All matches in {@code text[start, end)}, see {@link Regex#findAll}. */
    IntList findAll(char[] text, int start, int end);

    /** A text that is looked for as it is; not empty. */
    record Literal(String value) implements TextPattern {
        @Override
        public IntList findAll(char[] text, int start, int end) {
            IntList found = new IntList(16);
            int length = value.length();
            char head = value.charAt(0);
            for (int i = start; i + length <= end; ) {
                if (text[i] == head && matches(text, i)) {
                    found.add(i);
                    found.add(i + length);
                    i += length;
                } else {
                    i++;
                }
            }
            return found;
        }

        private boolean matches(char[] text, int at) {
            for (int i = 1; i < value.length(); i++) {
                if (text[at + i] != value.charAt(i)) {
                    return false;
                }
            }
            return true;
        }
    }

    /** A regular expression. */
    record Expression(Regex regex) implements TextPattern {
        @Override
        public IntList findAll(char[] text, int start, int end) {
            return regex.findAll(text, start, end);
        }
    }

    /** Reads the pattern that {@code field} holds. */
    static TextPattern read(Field field) {
        Field literal = field.optional("String");
        if (literal != null && !literal.string().isEmpty()) {
            return new Literal(literal.string());
        }
        Field regex = literal != null ? literal : field.required("Regex");
        try {
            return new Expression(Regex.compile(regex.string()));
        } catch (RegexException e) {
            throw regex.error("unusable regular expression: " + e.getMessage(), e);
        }
    }
}
