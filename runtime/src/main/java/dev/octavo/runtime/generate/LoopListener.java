package dev.octavo.runtime.generate;

/** Told by the step loop, on its thread, how requests come and go. Must not block. */
interface LoopListener {

    /** A request runs for the first time, or ended before that. */
    void leftQueue();

    /** All outputs of a request ended. */
    void requestOver();
}
