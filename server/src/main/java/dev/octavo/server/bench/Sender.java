package dev.octavo.server.bench;

/** Sends a request and waits for the whole answer. Safe for use by any number of threads. */
public interface Sender {

    /**
     * Sends one request; failures are outcomes too.
     *
     * @param origin the run's start, as {@link System#nanoTime} has it
     */
    Outcome send(BenchPrompt prompt, long origin) throws InterruptedException;
}
