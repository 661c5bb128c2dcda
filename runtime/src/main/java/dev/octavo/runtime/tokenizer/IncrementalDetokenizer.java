package dev.octavo.runtime.tokenizer;

/** Turns one growing sequence of ids into text. Belongs to one thread at a time. The joined results equal {@link Tokenizer#decode} of all ids. */
public interface IncrementalDetokenizer {

    /** Text that the id made certain; empty while a character is incomplete. */
    String accept(int id);

    /** What was held back. */
    String finish();
}
