package dev.octavo.conformance.junit;

import dev.octavo.spi.Backend;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A backend that is opened when it is first needed. */
final class OpenOnce implements AutoCloseable {

    private final Supplier<Backend> open;
    private @Nullable Backend backend;

    OpenOnce(Supplier<Backend> open) {
        this.open = open;
    }

    synchronized Backend backend() {
        Backend known = backend;
        if (known == null) {
            known = open.get();
            backend = known;
        }
        return known;
    }

    @Override
    public synchronized void close() {
        if (backend != null) {
            backend.close();
        }
    }
}
