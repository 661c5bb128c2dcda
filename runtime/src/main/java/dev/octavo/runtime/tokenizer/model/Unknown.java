package dev.octavo.runtime.tokenizer.model;

import dev.octavo.spi.UserException;

/** What happens to text that a vocabulary lacks. */
final class Unknown {

    private Unknown() {}

    /** {@code id} unless it is -1. */
    static int require(int id, String name) {
        if (id < 0) {
            throw new UserException("the text holds what the vocabulary lacks, and the model's unknown token " + name
                    + " is not in the vocabulary; remove such text or repair tokenizer.json");
        }
        return id;
    }
}
