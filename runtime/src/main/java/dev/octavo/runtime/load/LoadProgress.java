package dev.octavo.runtime.load;

/** Told how far a long step of start-up has come. Called on the thread that does the work; must return fast and not throw. */
@FunctionalInterface
public interface LoadProgress {

    /** Listens to nothing. */
    LoadProgress NONE = (phase, done, total) -> {};

    /**
     * @param phase what is being done, a few words for a progress bar, the same for the whole step
     * @param done bytes done so far, never falling within a phase
     * @param total bytes in all; {@code done == total} ends the phase
     */
    void report(String phase, long done, long total);
}
