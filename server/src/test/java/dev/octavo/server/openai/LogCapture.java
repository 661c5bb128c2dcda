package dev.octavo.server.openai;

import dev.octavo.server.logging.LogFormat;
import dev.octavo.server.logging.Logging;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.logging.Formatter;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;

/** Everything that Octavo logs meanwhile, at all levels, as the server's own formats write it. */
final class LogCapture implements AutoCloseable {

    private final Logger logger = Logger.getLogger("dev.octavo");
    private final Formatter format;
    private final Queue<String> lines = new ConcurrentLinkedQueue<>();
    private final Handler handler = new Handler() {
        @Override
        public void publish(LogRecord record) {
            lines.add(format.format(record));
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    };

    LogCapture() {
        this(LogFormat.text);
    }

    LogCapture(LogFormat format) {
        this.format = Logging.formatter(format);
        handler.setLevel(Level.ALL);
        logger.setLevel(Level.ALL);
        logger.addHandler(handler);
    }

    List<String> lines() {
        return List.copyOf(lines);
    }

    @Override
    public void close() {
        logger.removeHandler(handler);
        logger.setLevel(null);
    }
}
