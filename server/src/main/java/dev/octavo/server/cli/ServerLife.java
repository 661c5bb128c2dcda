package dev.octavo.server.cli;

import dev.octavo.runtime.generate.Engine;
import dev.octavo.server.logging.LogLevel;
import dev.octavo.server.openai.OctavoServer;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.jline.utils.Signals;

/**
 * The time in which a server runs: it ends in order on SIGTERM and SIGINT, with exit status 0; at once on a second one; and with an error if its engine failed for good, so that
 * whoever supervises the process can start another.
 */
final class ServerLife {

    private static final System.Logger LOG = System.getLogger("dev.octavo.server");
    private static final Duration LOOK = Duration.ofMillis(500);
    private static final Map<String, Integer> SIGNALS = Map.of("TERM", 15, "INT", 2);
    private static final int KILLED = 128;

    private final OctavoServer server;
    private final Engine engine;
    private final Duration patience;
    private final LogArguments logging;
    private final AtomicBoolean over = new AtomicBoolean();
    private final AtomicInteger signals = new AtomicInteger();

    ServerLife(OctavoServer server, Engine engine, Duration patience, LogArguments logging) {
        this.server = server;
        this.engine = engine;
        this.patience = patience;
        this.logging = logging;
    }

    /** From here on a signal ends the server in order; nobody is told that it serves before. */
    void begin() {
        SIGNALS.forEach((name, number) -> Signals.register(name, () -> signalled(number)));
        // For whatever ends the process in another way, such as SIGHUP.
        Runtime.getRuntime()
                .addShutdownHook(Thread.ofPlatform().name("octavo-hook").unstarted(this::endInHook));
        Thread.ofVirtual().name("octavo-watch").start(this::closeOnFailure);
    }

    /** Returns the exit status once the server has ended. */
    int await() throws InterruptedException {
        server.awaitClosed();
        over.set(true);
        return engine.failure().isPresent() ? ErrorPrinter.FAILURE : 0;
    }

    private void signalled(int number) {
        if (signals.getAndIncrement() == 0) {
            Thread.ofPlatform().name("octavo-shutdown").start(this::shutDown);
            return;
        }
        LOG.log(System.Logger.Level.WARNING, "a second signal: the server ends at once");
        Runtime.getRuntime().halt(KILLED + number);
    }

    private void shutDown() {
        LOG.log(System.Logger.Level.INFO, "shutting down; running requests have " + patience.toSeconds() + " s");
        try {
            if (!server.shutdown(patience)) {
                LOG.log(System.Logger.Level.WARNING, "requests were cut off after " + patience.toSeconds() + " s");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void closeOnFailure() {
        try {
            while (engine.failure().isEmpty()) {
                Thread.sleep(LOOK);
            }
        } catch (InterruptedException closed) {
            return;
        }
        if (!over.get()) {
            LOG.log(
                    System.Logger.Level.ERROR,
                    "the engine failed and cannot go on; the server ends",
                    engine.failure().orElseThrow());
            server.close();
        }
    }

    private void endInHook() {
        if (over.get()) {
            return; // The process is ending by itself, with its own status.
        }
        try {
            logging.startInShutdown(LogLevel.info);
            shutDown();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        // A hook cannot set the exit status in another way, and that of a signal would look like a failure.
        Runtime.getRuntime().halt(0);
    }
}
