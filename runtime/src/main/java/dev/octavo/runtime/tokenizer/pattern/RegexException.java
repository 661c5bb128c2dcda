package dev.octavo.runtime.tokenizer.pattern;

/** A regular expression that cannot be used: wrong syntax, too large, or a construct that is not supported. The message says where. */
public final class RegexException extends Exception {

    private static final long serialVersionUID = 1L;

    RegexException(String message, int index) {
        super(message + " at index " + index);
    }

    RegexException(String message) {
        super(message);
    }
}
