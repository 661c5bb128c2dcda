package dev.octavo.conformance.reference;

import java.util.concurrent.atomic.AtomicBoolean;

/** Something that a backend has made and that can be closed once. */
abstract class Resource implements AutoCloseable {

    private final ReferenceBackend owner;
    private final String name;
    private final AtomicBoolean closed = new AtomicBoolean();

    Resource(ReferenceBackend owner, String name) {
        this.owner = owner;
        this.name = name;
    }

    /** Has to be called at the end of the constructor of whatever holds memory or must be closed with the backend. */
    final void register() {
        owner.remember(this);
    }

    final ReferenceBackend owner() {
        return owner;
    }

    final void requireOpen() {
        if (closed.get()) {
            throw new IllegalStateException(name + " is closed");
        }
        owner.requireOpen();
    }

    /** Frees what is held; called once. */
    void release() {}

    @Override
    public final void close() {
        if (closed.compareAndSet(false, true)) {
            owner.forget(this);
            release();
        }
    }

    @Override
    public String toString() {
        return name;
    }
}
