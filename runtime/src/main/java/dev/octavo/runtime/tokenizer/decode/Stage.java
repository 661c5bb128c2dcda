package dev.octavo.runtime.tokenizer.decode;

/**
 * One step of decoding one sequence. Tokens come in as fragments followed by an end, so that a step that joins all tokens into one, and
 * those after it, can hand on text before the last token is known. What is handed on is never taken back. Not thread-safe.
 */
public abstract class Stage {

    /** Takes a further part of the current token. */
    abstract void fragment(CharSequence text);

    /** The current token is complete. */
    abstract void end();

    /** There are no more tokens. */
    abstract void finish();

    /** Takes a whole token. */
    final void token(CharSequence text) {
        fragment(text);
        end();
    }
}
