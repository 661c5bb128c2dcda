package dev.octavo.server.serving;

import dev.octavo.runtime.generate.Engine;
import dev.octavo.runtime.generate.EngineStats;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.Locale;

/** Writes a line of figures to the log from time to time, at level debug while nothing happens; the words are those of vLLM. */
public final class StatsLog implements AutoCloseable {

    private static final Logger LOGGER = System.getLogger("dev.octavo.server.stats");

    private final Engine engine;
    private final Duration every;
    private final Thread thread;

    private StatsLog(Engine engine, Duration every) {
        this.engine = engine;
        this.every = every;
        this.thread = Thread.ofVirtual().name("stats-log").unstarted(this::write);
    }

    /** Begins to write; never, if the interval is zero. */
    public static StatsLog start(Engine engine, Duration every) {
        StatsLog log = new StatsLog(engine, every);
        if (every.isPositive()) {
            log.thread.start();
        }
        return log;
    }

    private void write() {
        EngineStats before = engine.stats();
        long time = System.nanoTime();
        try {
            while (true) {
                Thread.sleep(every);
                EngineStats now = engine.stats();
                long later = System.nanoTime();
                boolean quiet = now.steps() == before.steps() && now.running() == 0 && now.waiting() == 0;
                LOGGER.log(quiet ? Level.DEBUG : Level.INFO, line(before, now, (later - time) / 1e9));
                before = now;
                time = later;
            }
        } catch (InterruptedException closed) {
            Thread.currentThread().interrupt();
        }
    }

    static String line(EngineStats before, EngineStats now, double seconds) {
        long queried = now.prefixQueriedTokens() - before.prefixQueriedTokens();
        long hit = now.prefixHitTokens() - before.prefixHitTokens();
        return String.format(
                Locale.ROOT,
                "Avg prompt throughput: %.1f tokens/s, Avg generation throughput: %.1f tokens/s, Running: %d reqs, "
                        + "Waiting: %d reqs, KV cache usage: %.1f%%, Prefix cache hit rate: %.1f%%",
                (now.promptTokens() - before.promptTokens()) / seconds,
                (now.generatedTokens() - before.generatedTokens()) / seconds,
                now.running(),
                now.waiting(),
                100.0 * now.usedBlocks() / Math.max(1, now.totalBlocks()),
                queried == 0 ? 0.0 : 100.0 * hit / queried);
    }

    /** Writes no more. */
    @Override
    public void close() {
        thread.interrupt();
    }
}
