package dev.octavo.runtime.tokenizer;

/**
 * Decodes one sequence as its tokens arrive. The texts of all {@link #accept} calls and of {@link #finish}, put together, are what {@link Tokenizer#decode} answers for all
 * ids. Not thread-safe.
 */
public interface IncrementalDetokenizer {

    /** Takes the next id and answers with the text that is certain now, possibly none; never a broken character. */
    String accept(int id);

    /** Ends the sequence and answers with the text that was held back. Further calls answer with the empty text. */
    String finish();
}
