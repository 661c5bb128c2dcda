package dev.octavo.server.cli;

import java.io.Console;

/** Whether a person is at the other end. */
final class Interaction {

    private Interaction() {}

    /** Whether standard input and output are a terminal. */
    @SuppressWarnings("SystemConsoleNull") // A linked image without the console module still answers null.
    static boolean atTerminal() {
        Console console = System.console();
        return console != null && console.isTerminal();
    }
}
