package dev.octavo.server.cli;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.Charset;
import org.jspecify.annotations.Nullable;

/** A chat whose input is a file or a pipe: questions in, answers out, notices to standard error. */
final class PipedConsole implements ChatConsole {

    private final BufferedReader in = new BufferedReader(new InputStreamReader(System.in, Charset.defaultCharset()));
    private final PrintStream out = System.out;

    @Override
    public @Nullable String readLine() {
        try {
            return in.readLine();
        } catch (IOException e) {
            return null;
        }
    }

    @Override
    public void write(String text) {
        out.print(text);
        out.flush();
    }

    @Override
    public void notice(String line) {
        System.err.println(line);
    }

    @Override
    public void onInterrupt(Runnable action) {
        // A signal ends a script's command, as with any other program.
    }

    @Override
    public void close() {
        out.flush();
    }
}
