package dev.octavo.server.cli;

import dev.octavo.spi.OctavoException;
import java.io.PrintWriter;
import picocli.CommandLine;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.ParseResult;

/** Prints what went wrong in a line that says what to do, and a stack trace only for what is Octavo's own fault or when {@code --debug} asks for it. */
final class ErrorPrinter implements IExecutionExceptionHandler {

    /** Exit status where the user has to change something. */
    static final int USER_ERROR = 2;

    /** Exit status for everything else. */
    static final int FAILURE = 1;

    @Override
    public int handleExecutionException(Exception failure, CommandLine command, ParseResult parsed) {
        PrintWriter err = command.getErr();
        boolean expected = failure instanceof OctavoException octavo && octavo.kind() != OctavoException.Kind.INTERNAL;
        err.println("octavo: " + (expected ? failure.getMessage() : "unexpected failure: " + failure));
        if (!expected || parsed.expandedArgs().contains("--debug")) {
            failure.printStackTrace(err);
        }
        err.flush();
        return failure instanceof OctavoException octavo && octavo.kind() == OctavoException.Kind.USER
                ? USER_ERROR
                : FAILURE;
    }
}
