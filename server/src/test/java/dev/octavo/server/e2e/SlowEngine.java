package dev.octavo.server.e2e;

import dev.octavo.runtime.generate.Engine;
import dev.octavo.runtime.generate.EngineControl.PauseMode;

/** An engine that takes a few steps now and then: what a test does in the middle of an answer does not depend on who is quicker. */
public final class SlowEngine implements AutoCloseable {

    /** What is to be done meanwhile. */
    @FunctionalInterface
    public interface Action {
        /** Does it. */
        void run() throws Exception;
    }

    private static final int REST_MILLIS = 20;

    private final Engine engine;
    private final Thread pacer;
    private volatile boolean held;
    private volatile boolean over;

    /** Slows an engine down while something is done. */
    @SuppressWarnings("try") // It only has to be there.
    public static void during(Engine engine, Action action) throws Exception {
        try (SlowEngine slow = new SlowEngine(engine)) {
            action.run();
        }
    }

    /** Slows an engine down until this is closed. */
    SlowEngine(Engine engine) {
        this.engine = engine;
        this.pacer = Thread.ofVirtual().name("slow-engine").start(this::pace);
    }

    private void pace() {
        try {
            while (!over) {
                engine.control().pause(PauseMode.KEEP);
                Thread.sleep(REST_MILLIS);
                if (!held) {
                    engine.control().resume();
                }
            }
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    /** No more steps until this is closed, but for those of a moment. */
    void hold() {
        held = true;
    }

    @Override
    public void close() {
        over = true;
        try {
            pacer.join();
            engine.control().resume();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
