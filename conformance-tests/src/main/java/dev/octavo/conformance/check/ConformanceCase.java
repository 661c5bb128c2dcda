package dev.octavo.conformance.check;

import dev.octavo.spi.Backend;
import dev.octavo.spi.Support;
import java.util.List;

/** One question to a backend. Its data depends on its id and the root seed alone, so that a failure can be repeated anywhere. */
public interface ConformanceCase {

    /** Says everything about the case, for example {@code gemm[w=bf16,a=f32,o=f32,m=17,n=33,k=64,ep=none,layout=dense]}. */
    String id();

    /** The part of the id before the bracket: {@code gemm}, {@code attention}, {@code kv} ... */
    default String family() {
        return id().substring(0, id().indexOf('['));
    }

    /** The smallest tier that has it. */
    default Tier tier() {
        return Tier.SMOKE;
    }

    /** Element types and weight formats that it is about, the one that kernels differ by most first, for example {@code [q4_0, f32]}; empty where it is about none. */
    default List<String> dtypes() {
        return List.of();
    }

    /** Whether a backend may not say no to it. */
    boolean core();

    /**
     * The backend's answer to all that the case needs, without running anything: the first no, else the first {@link Support.Emulated}, else yes.
     */
    default Support support(Backend backend) {
        return new Support.Native("");
    }

    /**
     * Asks. Uses one queue, closes all that it makes, and throws nothing: whatever goes wrong is a {@link Outcome.Failed}.
     */
    Outcome run(Backend backend);

    /**
     * Asks with other numbers. The same id and root seed give the same numbers anywhere; {@link #run(Backend)} has root seed 0.
     */
    default Outcome run(Backend backend, long rootSeed) {
        return run(backend);
    }
}
