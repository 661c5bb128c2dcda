package dev.octavo.server.cli;

import dev.octavo.server.logging.LogFormat;
import dev.octavo.server.logging.LogLevel;
import dev.octavo.server.logging.Logging;
import java.util.Optional;
import picocli.CommandLine.Option;

/** What is logged, and how. Logs go to standard error. */
final class LogArguments {

    @Option(names = "--log-level", description = "Lines of this level and above: ${COMPLETION-CANDIDATES}.")
    private Optional<LogLevel> level = Optional.empty();

    @Option(
            names = "--log-format",
            defaultValue = "text",
            description = "${COMPLETION-CANDIDATES}. Default: ${DEFAULT-VALUE}")
    private LogFormat format = LogFormat.text;

    @SuppressWarnings("UnusedVariable") // ErrorPrinter looks for it among the words of the command line.
    @Option(names = "--debug", description = "Show stack traces of errors.")
    private boolean debug;

    /** Starts logging, at the given level unless the user asked for another. */
    void start(LogLevel usual) {
        Logging.configure(level.orElse(usual), format);
    }

    /** The same in a shutdown hook. */
    void startInShutdown(LogLevel usual) throws InterruptedException {
        Logging.configureInShutdown(level.orElse(usual), format);
    }
}
