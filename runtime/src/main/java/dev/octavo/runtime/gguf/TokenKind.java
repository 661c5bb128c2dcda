package dev.octavo.runtime.gguf;

/** Values of {@code tokenizer.ggml.token_type}. */
enum TokenKind {
    /** Not stated. */
    UNDEFINED,
    /** Comes out of text. */
    NORMAL,
    /** Stands for what has no token. */
    UNKNOWN,
    /** Has a meaning in the model's protocol and is not shown. */
    CONTROL,
    /** Is recognised in text as a whole and shown. */
    USER_DEFINED,
    /** Is there, but not used. */
    UNUSED,
    /** Stands for one byte. */
    BYTE;

    static TokenKind numbered(int number) {
        return number >= 0 && number < values().length ? values()[number] : UNDEFINED;
    }

    /** Whether it is recognised in text as a whole. */
    boolean isAdded() {
        return this == UNKNOWN || this == CONTROL || this == USER_DEFINED;
    }

    /** Whether decoding may skip it. */
    boolean isSpecial() {
        return this == UNKNOWN || this == CONTROL;
    }

    /** Whether merging may end in it. */
    boolean isMerged() {
        return this == NORMAL || this == UNDEFINED || this == USER_DEFINED || this == UNUSED;
    }
}
