package dev.octavo.server.cli;

import dev.octavo.runtime.generate.Engine;
import dev.octavo.server.logging.LogLevel;
import dev.octavo.server.openai.OctavoServer;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * The time in which a server runs: it ends in order on SIGTERM and SIGINT, with exit status 0, and at once with an error if its engine failed for good, so that
 * whoever supervises the process can start another.
 */
final class ServerLife {

    private static final System.Logger LOG = System.getLogger("dev.octavo.server");
    private static final Duration LOOK = Duration.ofMillis(500);

    private final OctavoServer server;
    private final Engine engine;
    private final Duration patience;
    private final LogArguments logging;
    private final AtomicBoolean over = new AtomicBoolean();

    ServerLife(OctavoServer server, Engine engine, Duration patience, LogArguments logging) {
        this.server = server;
        this.engine = engine;
        this.patience = patience;
        this.logging = logging;
    }

    /** Returns the exit status once the server has ended by itself; a signal ends the process from within. */
    int await() throws InterruptedException {
        Thread hook = Thread.ofPlatform().name("octavo-shutdown").unstarted(this::endBySignal);
        Runtime.getRuntime().addShutdownHook(hook);
        Thread watch = Thread.ofVirtual().name("octavo-watch").start(this::closeOnFailure);
        try {
            server.awaitClosed();
        } finally {
            watch.interrupt();
        }
        over.set(engine.failure().isPresent());
        return over.get() ? ErrorPrinter.FAILURE : 0;
    }

    private void closeOnFailure() {
        try {
            while (engine.failure().isEmpty()) {
                Thread.sleep(LOOK);
            }
        } catch (InterruptedException closed) {
            return;
        }
        over.set(true);
        LOG.log(
                System.Logger.Level.ERROR,
                "the engine failed and cannot go on; the server ends",
                engine.failure().orElseThrow());
        server.close();
    }

    private void endBySignal() {
        if (over.get()) {
            return; // The process is ending by itself, with its own status.
        }
        try {
            logging.startInShutdown(LogLevel.info);
            LOG.log(System.Logger.Level.INFO, "shutting down; running requests have " + patience.toSeconds() + " s");
            if (!server.shutdown(patience)) {
                LOG.log(System.Logger.Level.WARNING, "requests were cut off after " + patience.toSeconds() + " s");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        // A hook cannot set the exit status in another way, and 143 would look like a failure.
        Runtime.getRuntime().halt(0);
    }
}
