package dev.octavo.server.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/** placeholder while the terminal chat is merged */
@Command(name = "chat")
final class ChatCommand implements Callable<Integer> {
    @Override
    public Integer call() {
        return 1;
    }
}
