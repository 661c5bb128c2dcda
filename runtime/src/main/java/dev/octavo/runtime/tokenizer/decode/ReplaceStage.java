package dev.octavo.runtime.tokenizer.decode;

import dev.octavo.runtime.tokenizer.normalize.Replacement;
import dev.octavo.runtime.tokenizer.pattern.TextPattern.Literal;

/** Replaces what a pattern finds in each token. Behind a stage that joins tokens a literal is still replaced as the text comes in. */
final class ReplaceStage extends Stage {

    private final Stage next;
    private final Replacement replacement;
    private final StringBuilder pending = new StringBuilder();

    ReplaceStage(Stage next, Replacement replacement) {
        this.next = next;
        this.replacement = replacement;
    }

    @Override
    void fragment(CharSequence text) {
        pending.append(text);
        if (replacement.pattern() instanceof Literal literal) {
            advance(literal.value());
        }
    }

    private void advance(String value) {
        int done = 0;
        for (int at = pending.indexOf(value); at >= 0; at = pending.indexOf(value, done)) {
            next.fragment(pending.substring(done, at));
            next.fragment(replacement.content());
            done = at + value.length();
        }
        int keep = Math.max(done, pending.length() - value.length() + 1);
        while (keep < pending.length() && !value.startsWith(pending.substring(keep))) {
            keep++;
        }
        next.fragment(pending.substring(done, keep));
        pending.delete(0, keep);
    }

    @Override
    void end() {
        next.fragment(replacement.pattern() instanceof Literal ? pending : replacement.replaceIn(pending.toString()));
        pending.setLength(0);
        next.end();
    }

    @Override
    void finish() {
        next.finish();
    }
}
