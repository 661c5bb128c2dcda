package dev.octavo.runtime.tokenizer.decode;

/** The description of a decoder, from which the stages of each sequence are made. Immutable and safe for use by several threads. */
@FunctionalInterface
public interface Decoder {

    /** A fresh stage that hands on to {@code next}. */
    Stage open(Stage next);
}
