package dev.octavo.backend.scalar;

import java.util.concurrent.atomic.AtomicBoolean;

/** The life of something that a backend made: it ends when its user closes it, or with the backend. */
record Life(ScalarBackend backend, Runnable release, AtomicBoolean over) {

    /** Something that a backend made. */
    interface Made {
        Life life();
    }

    static Life begin(ScalarBackend backend, Runnable release) {
        return backend.add(new Life(backend, release, new AtomicBoolean()));
    }

    /** Refuses what is closed, and what another backend or nobody has made. */
    static <T extends Made> T own(ScalarBackend owner, Class<T> type, Object thing) {
        if (!(type.isInstance(thing) && type.cast(thing).life().backend == owner)) {
            throw new IllegalArgumentException(
                    thing + " was not made by this " + owner.device().address());
        }
        type.cast(thing).life().requireOpen();
        return type.cast(thing);
    }

    void requireOpen() {
        backend.requireOpen();
        if (over.get()) {
            throw new IllegalStateException("it is used after it was closed");
        }
    }

    void end() {
        if (over.compareAndSet(false, true)) {
            backend.remove(this);
            release.run();
        }
    }
}
