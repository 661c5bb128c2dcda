package dev.octavo.server.cli;

import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.AutoComplete;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Prints the script by which a shell completes commands and options. */
@Command(
        name = "completion",
        mixinStandardHelpOptions = true,
        description = "Prints a script that completes commands and options in a shell.",
        footer = {
            "",
            "bash: put this into ~/.bashrc:   source <(octavo completion bash)",
            "zsh:  put this into ~/.zshrc:    source <(octavo completion zsh)"
        })
final class CompletionCommand implements Callable<Integer> {

    /** Shells that the script is for. */
    enum Shell {
        bash,
        zsh
    }

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it before the command runs.
    private CommandSpec spec;

    @Parameters(index = "0", paramLabel = "SHELL", description = "${COMPLETION-CANDIDATES}")
    @SuppressWarnings("UnusedVariable") // One script serves both; asking leaves room for others.
    private Shell shell = Shell.bash;

    @Override
    public Integer call() {
        PrintWriter out = spec.commandLine().getOut();
        out.println(AutoComplete.bash("octavo", Main.commandLine()));
        out.flush();
        return 0;
    }
}
