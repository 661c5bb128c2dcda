package dev.octavo.runtime.tokenizer.normalize;

import dev.octavo.runtime.tokenizer.pattern.TextPattern;
import dev.octavo.runtime.tokenizer.text.IntList;

/** Puts a fixed text in the place of every match. */
public record Replacement(TextPattern pattern, String content) implements Normalizer {

    @Override
    public void apply(NormalizedText text) {
        String old = text.text();
        if (old.isEmpty()) {
            return;
        }
        char[] chars = old.toCharArray();
        IntList found = pattern.findAll(chars, 0, chars.length);
        if (found.size() > 0) {
            // What replaces several characters counts as coming from the last of them; replaced by nothing they are
            // gone.
            boolean moved = found.at(0) == 0 && (content.isEmpty() || found.at(1) > text.first());
            String replaced = replace(chars, found);
            if (moved) {
                text.set(replaced, 0);
            } else {
                text.set(replaced);
            }
        }
    }

    /** {@code text} with every match replaced. */
    public String replaceIn(String text) {
        if (text.isEmpty()) {
            return text;
        }
        char[] chars = text.toCharArray();
        IntList found = pattern.findAll(chars, 0, chars.length);
        return found.size() == 0 ? text : replace(chars, found);
    }

    private String replace(char[] chars, IntList found) {
        StringBuilder result = new StringBuilder(chars.length + 16);
        int done = 0;
        for (int i = 0; i < found.size(); i += 2) {
            result.append(chars, done, found.at(i) - done).append(content);
            done = found.at(i + 1);
        }
        return result.append(chars, done, chars.length - done).toString();
    }
}
