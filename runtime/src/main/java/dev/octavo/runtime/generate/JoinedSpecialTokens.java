package dev.octavo.runtime.generate;

import dev.octavo.runtime.tokenizer.IncrementalDetokenizer;
import dev.octavo.runtime.tokenizer.Tokenizer;

/** A detokenizer that drops the space which the tokenizer's decoder puts between two special tokens ({@code spaces_between_special_tokens} false). */
final class JoinedSpecialTokens implements IncrementalDetokenizer {

    private final Tokenizer tokenizer;
    private final IncrementalDetokenizer plain;
    private boolean lastSpecial;

    JoinedSpecialTokens(Tokenizer tokenizer) {
        this.tokenizer = tokenizer;
        this.plain = tokenizer.detokenizer(false);
    }

    @Override
    public String accept(int id) {
        String text = plain.accept(id);
        boolean special = tokenizer.isSpecial(id);
        boolean joined = special && lastSpecial && text.startsWith(" ");
        lastSpecial = special;
        return joined ? text.substring(1) : text;
    }

    @Override
    public String finish() {
        return plain.finish();
    }
}
