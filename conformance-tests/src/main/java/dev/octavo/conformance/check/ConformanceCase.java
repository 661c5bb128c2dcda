package dev.octavo.conformance.check;

import dev.octavo.spi.Backend;

/** One question to a backend. Its data depends on its id alone, so that a failure can be repeated anywhere. */
public interface ConformanceCase {

    /** Says everything about the case, for example {@code gemm[w=bf16,a=f32,o=f32,m=17,n=33,k=64,ep=none,layout=dense]}. */
    String id();

    /** The part of the id before the bracket: {@code gemm}, {@code attention}, {@code kv} ... */
    default String family() {
        return id().substring(0, id().indexOf('['));
    }

    /** Whether a backend may not say no to it. */
    boolean core();

    /**
     * Asks. Uses one queue, closes all that it makes, and throws nothing: whatever goes wrong is a {@link Outcome.Failed}.
     */
    Outcome run(Backend backend);
}
