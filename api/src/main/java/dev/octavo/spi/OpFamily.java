package dev.octavo.spi;

/**
 * Operators of one kind. Ask before building: {@link #support} for the exact spec, then {@link #prepare}, which decides everything, so that
 * {@link Plan#enqueue} decides nothing.
 *
 * @param <S> spec: an immutable record that says what is wanted
 * @param <A> args: an immutable record that says on which tensors
 */
public interface OpFamily<S, A> {

    /** Whether this device can do exactly this. Pure: the same answer for equal specs for the life of the backend. Any thread. */
    Support support(S spec);

    /**
     * Builds what is needed to run the spec.
     *
     * @throws UnsupportedSpecException exactly when {@link #support} says no, with its reason
     */
    Plan<A> prepare(S spec);
}
