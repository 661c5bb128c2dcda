package dev.octavo.conformance;

import dev.octavo.conformance.cli.Conformance;
import dev.octavo.conformance.cli.Invocation;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * The suite without the rest of Octavo: {@code java -cp octavo-conformance.jar:octavo-api.jar:mybackend.jar dev.octavo.conformance.Main --backend mybackend}.
 */
public final class Main {

    private Main() {}

    /** Runs and ends the process with its exit status. */
    public static void main(String[] args) {
        @SuppressWarnings("SystemConsoleNull") // Null no longer, says one checker; null perhaps, says the other.
        boolean terminal = System.console() != null && System.console().isTerminal();
        int status = new Conformance(
                        Invocation.ofJava(Main.class),
                        new PrintWriter(System.out, false, StandardCharsets.UTF_8),
                        new PrintWriter(System.err, false, StandardCharsets.UTF_8),
                        terminal)
                .execute(List.of(args));
        // A backend in this process may have left threads behind that would keep it alive.
        Runtime.getRuntime().halt(status);
    }
}
