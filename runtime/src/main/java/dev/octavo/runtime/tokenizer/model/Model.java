package dev.octavo.runtime.tokenizer.model;

import dev.octavo.runtime.tokenizer.text.IntList;
import dev.octavo.runtime.tokenizer.text.Segments;

/** Turns words into token ids. Safe for use by several threads. */
public interface Model {

    /**
     * Appends the ids of all segments, recognised tokens included, in order.
     *
     * @throws dev.octavo.spi.UserException where the text holds what the vocabulary lacks and the model has no unknown token
     */
    void encode(Segments segments, IntList ids);

    /** The model's vocabulary. */
    TokenTable tokens();
}
