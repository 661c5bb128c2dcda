package dev.octavo.runtime.tokenizer.pretokenize;

import dev.octavo.runtime.tokenizer.text.Segments;

/** Cuts text into words. Immutable and safe for use by several threads. */
@FunctionalInterface
public interface PreTokenizer {

    /** The segments of {@code segments} cut further; recognised tokens stay as they are. */
    Segments apply(Segments segments);
}
