package dev.octavo.runtime.generate;

import dev.octavo.spi.UnsupportedSpecException;
import java.util.Set;

/**
 * What operators do to a running engine, beyond sending it requests. An engine implements what it lists in {@link #operations()}; the rest throws {@link
 * UnsupportedSpecException}. Safe for use by any number of threads.
 */
public interface EngineControl {

    /** An engine that can do none of this. */
    EngineControl NONE = Set::of;

    /** Groups of methods. */
    enum Operation {
        /** {@link EngineControl#resetPrefixCache}. */
        RESET_PREFIX_CACHE,
        /** {@link EngineControl#pause}, {@link EngineControl#resume}, {@link EngineControl#isPaused}. */
        PAUSE,
        /** {@link EngineControl#sleep}, {@link EngineControl#wakeUp}, {@link EngineControl#isSleeping}. */
        SLEEP
    }

    /** What a pause means for requests that run or wait. New ones wait until the engine resumes, whatever the mode. */
    enum PauseMode {
        /** They are aborted. */
        ABORT,
        /** They are finished first. */
        WAIT,
        /** They stay as they are and go on afterwards. */
        KEEP
    }

    /** What this engine can do. */
    Set<Operation> operations();

    /** Forgets all cached prefixes; false, and nothing changes, while any sequence holds KV blocks. */
    default boolean resetPrefixCache() throws InterruptedException {
        throw unsupported("resetting the prefix cache");
    }

    /** Runs no more steps until {@link #resume}; returns when the engine is quiet. Pausing a paused engine changes its mode. */
    default void pause(PauseMode mode) throws InterruptedException {
        throw unsupported("pausing");
    }

    /** Goes on; nothing happens if the engine is not paused. */
    default void resume() throws InterruptedException {
        throw unsupported("pausing");
    }

    /** Whether it is paused or about to be. */
    default boolean isPaused() {
        return false;
    }

    /**
     * Frees memory.
     *
     * @param level 1 keeps the weights in host memory, 2 discards them too
     */
    default void sleep(int level) throws InterruptedException {
        throw unsupported("sleeping");
    }

    /** Takes the memory again. */
    default void wakeUp() throws InterruptedException {
        throw unsupported("sleeping");
    }

    /** Whether it sleeps. */
    default boolean isSleeping() {
        return false;
    }

    private static UnsupportedSpecException unsupported(String what) {
        return new UnsupportedSpecException(what + " is not supported by this engine");
    }
}
