package dev.octavo.runtime.tokenizer.normalize;

import dev.octavo.runtime.tokenizer.text.Categories;
import dev.octavo.runtime.tokenizer.text.Whitespace;
import java.text.Normalizer.Form;

/** BERT's BasicTokenizer clean-up (google-research/bert, tokenization.py). */
record BertNormalizer(boolean cleanText, boolean handleChinese, boolean stripAccents, boolean lowercase)
        implements Normalizer {

    @Override
    public void apply(NormalizedText text) {
        if (cleanText) {
            CharacterFilters.filter(text, c -> c != 0 && c != 0xFFFD && !isControl(c), c -> Whitespace.is(c) ? ' ' : c);
        }
        if (handleChinese) {
            spaceOutChinese(text);
        }
        if (stripAccents) {
            new UnicodeForm(Form.NFD).apply(text);
            CharacterFilters.filter(text, c -> !Categories.isNonSpacingMark(c), c -> c);
        }
        if (lowercase) {
            CharacterFilters.lowercase(text);
        }
    }

    private static boolean isControl(int c) {
        return c != '\t' && c != '\n' && c != '\r' && Categories.isOther(c);
    }

    private static void spaceOutChinese(NormalizedText text) {
        String old = text.text();
        StringBuilder result = new StringBuilder(old.length());
        for (int i = 0; i < old.length(); ) {
            int c = old.codePointAt(i);
            if (isChinese(c)) {
                result.append(' ').appendCodePoint(c).append(' ');
            } else {
                result.appendCodePoint(c);
            }
            i += Character.charCount(c);
        }
        text.set(result.toString());
    }

    private static boolean isChinese(int c) {
        return (c >= 0x4E00 && c <= 0x9FFF)
                || (c >= 0x3400 && c <= 0x4DBF)
                || (c >= 0x20000 && c <= 0x2A6DF)
                || (c >= 0x2A700 && c <= 0x2B73F)
                || (c >= 0x2B740 && c <= 0x2B81F)
                || (c >= 0x2B920 && c <= 0x2CEAF)
                || (c >= 0xF900 && c <= 0xFAFF)
                || (c >= 0x2F800 && c <= 0x2FA1F);
    }
}
