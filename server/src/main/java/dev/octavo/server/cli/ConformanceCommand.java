package dev.octavo.server.cli;

import dev.octavo.conformance.cli.Conformance;
import dev.octavo.conformance.cli.Invocation;
import dev.octavo.spi.UserException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;
import picocli.CommandLine.Unmatched;

/**
 * The conformance suite, which reads its words itself, help included. Its jar lies apart from the others and is on the module path for this command only: it brings a backend of its own,
 * which is no device for serving.
 */
@Command(name = "conformance", description = "Judges a backend: results, errors, memory, speed, support.")
final class ConformanceCommand implements Callable<Integer> {

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it before the command runs.
    private CommandSpec spec;

    @Unmatched
    private final List<String> words = new ArrayList<>();

    @Override
    public Integer call() {
        try {
            return new Conformance(
                            new Invocation(List.of("octavo", "conformance")),
                            spec.commandLine().getOut(),
                            spec.commandLine().getErr(),
                            Interaction.atTerminal())
                    .execute(words);
        } catch (NoClassDefFoundError e) {
            throw new UserException(
                    "the conformance suite is not on the module path; start this command by bin/octavo, or the suite by"
                            + " itself: java -cp JARS dev.octavo.conformance.Main",
                    e);
        }
    }
}
