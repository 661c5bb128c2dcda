package dev.octavo.runtime.tokenizer.normalize;

import dev.octavo.runtime.tokenizer.text.Categories;
import java.text.Normalizer;
import java.text.Normalizer.Form;

/** A Unicode normalization form with the reference's older tables: between characters that it does not know text is normalized on its own. */
record UnicodeForm(Form form) implements dev.octavo.runtime.tokenizer.normalize.Normalizer {

    @Override
    public void apply(NormalizedText text) {
        String old = text.text();
        if (!Normalizer.isNormalized(old, form) || nextInert(old, 0) < old.length()) {
            text.set(normalize(old));
        }
    }

    private String normalize(String text) {
        StringBuilder result = new StringBuilder(text.length() + 16);
        for (int start = 0; start < text.length(); ) {
            int end = nextInert(text, start);
            appendKnown(Normalizer.normalize(text.substring(start, end), form), result);
            start = end;
            while (start < text.length() && Categories.isInert(text.codePointAt(start))) {
                int c = text.codePointAt(start);
                result.appendCodePoint(c);
                start += Character.charCount(c);
            }
        }
        return result.toString();
    }

    /** Appends {@code text}, taking apart what only newer tables compose. */
    private static void appendKnown(String text, StringBuilder result) {
        int start = 0;
        for (int at = nextInert(text, 0); at < text.length(); at = nextInert(text, start)) {
            int end = at + Character.charCount(text.codePointAt(at));
            result.append(text, start, at).append(Normalizer.normalize(text.substring(at, end), Form.NFD));
            start = end;
        }
        result.append(text, start, text.length());
    }

    private static int nextInert(String text, int from) {
        int at = from;
        while (at < text.length()) {
            int c = text.codePointAt(at);
            if (Categories.isInert(c)) {
                return at;
            }
            at += Character.charCount(c);
        }
        return at;
    }
}
