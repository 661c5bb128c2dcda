package dev.octavo.server.serving;

import dev.octavo.runtime.generate.Engine;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Notices that a step hangs, says so, and writes down once what all threads were doing. */
public final class Watchdog implements AutoCloseable {

    private static final Logger LOGGER = System.getLogger("dev.octavo.server.watchdog");
    private static final int MAX_FRAMES = 40;

    private final Engine engine;
    private final Duration limit;
    private final Thread thread;
    private volatile boolean hung;

    private Watchdog(Engine engine, Duration limit) {
        this.engine = engine;
        this.limit = limit;
        this.thread = Thread.ofPlatform().daemon().name("octavo-watchdog").unstarted(this::watch);
    }

    /** Begins to watch. */
    public static Watchdog start(Engine engine, Duration limit) {
        Watchdog watchdog = new Watchdog(engine, limit);
        watchdog.thread.start();
        return watchdog;
    }

    /** What is wrong with the engine; empty if nothing is. */
    public Optional<String> trouble() {
        Optional<Throwable> failure = engine.failure();
        if (failure.isPresent()) {
            return Optional.of(
                    "The engine has stopped: " + failure.get().getClass().getSimpleName() + ".");
        }
        return hung
                ? Optional.of(
                        "The engine hangs: a step has been running for more than " + limit.toMillis() / 1e3 + " s.")
                : Optional.empty();
    }

    private void watch() {
        long pause = Math.clamp(limit.toMillis() / 4, 5, 1000);
        try {
            while (true) {
                look();
                Thread.sleep(pause);
            }
        } catch (InterruptedException closed) {
            Thread.currentThread().interrupt();
        }
    }

    private void look() {
        Duration time = engine.stepTime();
        boolean now = time.compareTo(limit) > 0;
        if (now && !hung) {
            LOGGER.log(
                    Level.ERROR,
                    "a step has been running for " + time.toMillis() / 1e3
                            + " s, the engine counts as hung; all threads:\n" + threads());
        } else if (hung && !now) {
            LOGGER.log(Level.WARNING, "the step that hung has ended; the engine works again");
        }
        hung = now;
    }

    private static String threads() {
        TreeMap<String, StackTraceElement[]> stacks = new TreeMap<>();
        for (Map.Entry<Thread, StackTraceElement[]> entry :
                Thread.getAllStackTraces().entrySet()) {
            Thread thread = entry.getKey();
            stacks.put(thread.getName() + " #" + thread.threadId() + " " + thread.getState(), entry.getValue());
        }
        StringBuilder out = new StringBuilder();
        stacks.forEach((name, frames) -> {
            out.append('"').append(name).append("\"\n");
            for (int i = 0; i < Math.min(frames.length, MAX_FRAMES); i++) {
                out.append("    at ").append(frames[i]).append('\n');
            }
        });
        return out.toString();
    }

    /** Watches no more. */
    @Override
    public void close() {
        thread.interrupt();
    }
}
