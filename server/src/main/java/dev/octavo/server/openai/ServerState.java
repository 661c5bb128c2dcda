package dev.octavo.server.openai;

import dev.octavo.server.protocol.ApiException;
import dev.octavo.server.serving.Watchdog;
import dev.octavo.server.serving.WatchedEngine;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/** Whether the server takes requests, and how many it works on. Safe for use by any number of threads. */
final class ServerState {

    private final WatchedEngine engine;
    private final Watchdog watchdog;
    private final AtomicInteger generating = new AtomicInteger();
    private final AtomicLong submitted = new AtomicLong();
    private volatile boolean draining;

    ServerState(WatchedEngine engine, Watchdog watchdog) {
        this.engine = engine;
        this.watchdog = watchdog;
    }

    WatchedEngine engine() {
        return engine;
    }

    void beginDraining() {
        draining = true;
    }

    /** Why no generation can be asked for now; empty if it can. */
    Optional<String> outage() {
        if (draining) {
            return Optional.of("The server is shutting down.");
        }
        return watchdog.trouble();
    }

    /** What is wrong with the engine, whatever the server is doing; empty if nothing is. */
    Optional<String> trouble() {
        return watchdog.trouble();
    }

    void requireServing() {
        outage().ifPresent(reason -> {
            throw ApiException.of(503, reason);
        });
    }

    /** Unique in this process, so that ids that clients choose cannot collide in the engine. */
    String engineId(String answerId, int prompt) {
        return answerId + "-" + prompt + "-" + submitted.incrementAndGet();
    }

    void generationBegan() {
        generating.incrementAndGet();
    }

    void generationEnded() {
        generating.decrementAndGet();
    }

    int generating() {
        return generating.get();
    }
}
