package dev.octavo.server.cli;

import dev.octavo.spi.ResourceException;
import java.io.IOException;
import java.nio.file.Path;
import org.jline.reader.EndOfFileException;
import org.jline.reader.LineReader;
import org.jline.reader.LineReaderBuilder;
import org.jline.reader.UserInterruptException;
import org.jline.terminal.Terminal;
import org.jline.terminal.TerminalBuilder;
import org.jspecify.annotations.Nullable;

/** A chat at a terminal: line editing, history across sessions, Ctrl-C for the answer and not for the program. */
final class TerminalConsole implements ChatConsole {

    private final Terminal terminal;
    private final LineReader reader;

    TerminalConsole(Path history) {
        try {
            terminal = TerminalBuilder.builder().system(true).build();
        } catch (IOException e) {
            throw new ResourceException(
                    "the terminal cannot be used: " + e.getMessage() + "; pipe the questions in instead", e);
        }
        reader = LineReaderBuilder.builder()
                .terminal(terminal)
                .variable(LineReader.HISTORY_FILE, history)
                .option(LineReader.Option.DISABLE_EVENT_EXPANSION, true)
                .build();
    }

    /** Ctrl-C at the prompt clears the line; twice in a row, or Ctrl-D, leaves. */
    @Override
    public @Nullable String readLine() {
        boolean interrupted = false;
        while (true) {
            try {
                return reader.readLine("you> ");
            } catch (UserInterruptException e) {
                if (interrupted && e.getPartialLine().isEmpty()) {
                    return null;
                }
                interrupted = true;
                notice("(Ctrl-C again or Ctrl-D leaves)");
            } catch (EndOfFileException e) {
                return null;
            }
        }
    }

    @Override
    public void write(String text) {
        terminal.writer().print(text);
        terminal.writer().flush();
    }

    @Override
    public void notice(String line) {
        terminal.writer().println(line);
        terminal.writer().flush();
    }

    @Override
    public void onInterrupt(Runnable action) {
        terminal.handle(Terminal.Signal.INT, signal -> action.run());
    }

    @Override
    public void close() {
        try {
            reader.getHistory().save();
            terminal.close();
        } catch (IOException e) {
            System.err.println("octavo: the history could not be saved: " + e.getMessage());
        }
    }
}
