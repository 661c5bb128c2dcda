package dev.octavo.server.cli;

import picocli.CommandLine;

/** Where the {@code octavo} command begins. */
public final class Main {

    private Main() {}

    /** Runs one command and ends the process with its exit status. */
    public static void main(String[] args) {
        System.exit(commandLine().execute(args));
    }

    static CommandLine commandLine() {
        return new CommandLine(new RootCommand())
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setExecutionExceptionHandler(new ErrorPrinter())
                .registerConverter(ByteSize.class, ByteSize::parse)
                .setUsageHelpAutoWidth(true);
    }
}
