package dev.octavo.conformance.check;

import dev.octavo.spi.Backend;
import java.util.function.Consumer;

/**
 * A case about memory, queues or lifetimes rather than numbers.
 *
 * @param id the case's id
 * @param body throws where a rule is broken
 */
record MemoryCase(String id, Consumer<Backend> body) implements ConformanceCase {

    @Override
    public boolean core() {
        return true;
    }

    @Override
    public Outcome run(Backend backend) {
        return Verdict.of(id, () -> {
            long before = backend.memory().stats().allocatedBytes();
            body.accept(backend);
            long after = backend.memory().stats().allocatedBytes();
            require(before == after, Check.LEAK, "allocated bytes went from " + before + " to " + after);
            return new Outcome.Passed(0);
        });
    }

    static void require(boolean holds, Check check, String message) {
        if (!holds) {
            throw new Violation(check, message);
        }
    }

    /** Requires that something throws an exception of a kind. */
    static void requireThrows(Class<? extends RuntimeException> kind, Check check, String what, Runnable body) {
        try {
            body.run();
        } catch (RuntimeException e) {
            require(kind.isInstance(e), check, what + " has to throw " + kind.getSimpleName() + ", but threw " + e);
            return;
        }
        throw new Violation(check, what + " has to throw " + kind.getSimpleName() + ", but returned");
    }
}
