package dev.octavo.runtime.tokenizer.postprocess;

import java.util.List;

/** Puts special tokens around sequences. Immutable and safe for use by several threads. */
@FunctionalInterface
public interface PostProcessor {

    /** Sequences, one or two at first, to what is to be put one after the other. */
    List<Sequence> apply(List<Sequence> sequences, boolean addSpecialTokens);
}
