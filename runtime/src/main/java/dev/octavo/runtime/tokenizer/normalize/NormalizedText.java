package dev.octavo.runtime.tokenizer.normalize;

/** Text on its way through the normalizers. Not thread-safe. */
public final class NormalizedText {

    private String text;
    private int first;

    /**
     * @param text what is to be normalized, without lone surrogates
     * @param first how many of its leading characters came from the first character of the original text
     */
    public NormalizedText(String text, int first) {
        this.text = text;
        this.first = first;
    }

    /** The text so far. */
    public String text() {
        return text;
    }

    /** How many leading characters came from the first character of the original text. */
    public int first() {
        return first;
    }

    /** Replaces the text; {@code newFirst} tells how many of the new leading characters came from the original's first. */
    void set(String newText, int newFirst) {
        text = newText;
        first = newFirst;
    }

    /** Replaces the text by one that still starts at the same original character. */
    void set(String newText) {
        set(newText, newText.isEmpty() || first == 0 ? 0 : Character.charCount(newText.codePointAt(0)));
    }
}
