package dev.octavo.runtime.tokenizer.normalize;

/** Rewrites text before it is split. Immutable and safe for use by several threads. */
@FunctionalInterface
public interface Normalizer {

    /** Rewrites {@code text} in place. */
    void apply(NormalizedText text);
}
