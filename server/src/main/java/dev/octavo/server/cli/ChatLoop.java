package dev.octavo.server.cli;

import dev.octavo.spi.OctavoException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;

/** Reads lines, obeys those that begin with a slash, and has the others answered. */
final class ChatLoop {

    private static final String HELP = String.join(
            System.lineSeparator(),
            "  /help          this list",
            "  /system TEXT   what the model should be; without a text, nothing",
            "  /regenerate    answer the last question once more",
            "  /clear         forget the conversation",
            "  /save FILE     write the conversation to a file",
            "  /exit          leave (also Ctrl-D)",
            "  Ctrl-C         stop an answer");

    private final ChatConsole console;
    private final ChatSession session;
    private final boolean stats;

    ChatLoop(ChatConsole console, ChatSession session, boolean stats) {
        this.console = console;
        this.session = session;
        this.stats = stats;
        console.onInterrupt(session::stop);
    }

    /** Until the input ends or the user leaves. */
    void run() throws InterruptedException {
        String line = console.readLine();
        while (line != null && obey(line.strip())) {
            line = console.readLine();
        }
    }

    /** Returns whether to go on. */
    private boolean obey(String line) throws InterruptedException {
        String command = line.split(" ", 2)[0].toLowerCase(Locale.ROOT);
        String rest = line.substring(command.length()).strip();
        switch (command) {
            case "" -> {}
            case "/help" -> console.notice(HELP);
            case "/exit", "/quit" -> {
                return false;
            }
            case "/clear" -> {
                session.clear();
                console.notice("(the conversation is forgotten)");
            }
            case "/system" -> {
                session.system(rest);
                console.notice(rest.isEmpty() ? "(no system text)" : "(system text set)");
            }
            case "/save" -> save(rest);
            case "/regenerate" -> answer(() -> session.regenerate(console::write));
            default -> {
                if (command.startsWith("/")) {
                    console.notice("there is no " + command + "; /help lists the commands");
                } else {
                    answer(() -> session.answer(line, console::write));
                }
            }
        }
        return true;
    }

    /** Something that answers and says how many turns it had to forget. */
    private interface Answering {
        int run() throws InterruptedException;
    }

    private void answer(Answering answering) throws InterruptedException {
        long start = System.nanoTime();
        try {
            int forgotten = answering.run();
            console.write(System.lineSeparator());
            if (forgotten > 0) {
                console.notice("(the context is full: the oldest " + forgotten + " turns were forgotten)");
            }
            if (stats) {
                double seconds = (System.nanoTime() - start) / 1e9;
                console.notice(String.format(
                        Locale.ROOT, "(%d tokens, %.1f tokens/s)", session.tokens(), session.tokens() / seconds));
            }
        } catch (OctavoException e) {
            console.notice("octavo: " + e.getMessage());
        }
    }

    private void save(String file) {
        StringBuilder text = new StringBuilder();
        for (Map<String, String> turn : session.turns()) {
            text.append(turn.get("role"))
                    .append(": ")
                    .append(turn.get("content"))
                    .append(System.lineSeparator());
        }
        try {
            Files.writeString(Path.of(file), text);
            console.notice("(saved to " + file + ")");
        } catch (IOException | InvalidPathException e) {
            console.notice("cannot write '" + file + "': " + e.getMessage() + "; write /save FILE");
        }
    }
}
