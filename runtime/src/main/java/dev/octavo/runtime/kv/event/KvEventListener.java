package dev.octavo.runtime.kv.event;

/** Is told what happens to the prefix cache. Called by the step loop, so it must return at once and must not throw. */
public interface KvEventListener {

    /** Something happened. */
    void accept(KvEvent event);

    /** What was told since the last call belongs together and may be handed on. */
    void endOfStep();
}
