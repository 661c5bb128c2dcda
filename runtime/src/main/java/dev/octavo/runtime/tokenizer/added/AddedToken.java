package dev.octavo.runtime.tokenizer.added;

import dev.octavo.runtime.tokenizer.json.Field;

/**
 * A token that is recognised in text as a whole.
 *
 * @param content the text
 * @param singleWord whether it must not touch other word characters
 * @param leftStrip whether white space before it belongs to it
 * @param rightStrip whether white space after it belongs to it
 * @param normalized whether it is looked for in normalized text, in its own normalized form
 * @param special whether decoding may skip it
 */
public record AddedToken(
        String content,
        boolean singleWord,
        boolean leftStrip,
        boolean rightStrip,
        boolean normalized,
        boolean special) {

    /** Reads an element of {@code added_tokens} or a value of {@code added_tokens_decoder}. */
    public static AddedToken read(Field field) {
        boolean special = field.flag("special", false);
        return new AddedToken(
                field.required("content").string(),
                field.flag("single_word", false),
                field.flag("lstrip", false),
                field.flag("rstrip", false),
                field.flag("normalized", !special),
                special);
    }

    /** This token, marked as special. */
    public AddedToken asSpecial() {
        return new AddedToken(content, singleWord, leftStrip, rightStrip, normalized, true);
    }
}
