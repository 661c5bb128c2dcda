package dev.octavo.server.cli;

import org.jspecify.annotations.Nullable;

/** Where a chat reads and writes. */
interface ChatConsole extends AutoCloseable {

    /** The next line, or null where the input has ended or the user wants to leave. */
    @Nullable
    String readLine();

    /** Writes a piece of an answer at once. */
    void write(String text);

    /** Writes a line of the program's own. */
    void notice(String line);

    /** Called on Ctrl-C while an answer is under way. */
    void onInterrupt(Runnable action);

    @Override
    void close();
}
