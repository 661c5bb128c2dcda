package dev.octavo.server.cli;

import java.util.function.Supplier;
import picocli.CommandLine;
import picocli.CommandLine.HelpCommand;

/** Where the {@code octavo} command begins. */
public final class Main {

    /** The commands in the order of the help text. Making one costs time (picocli reads its options by reflection), so only those wanted are made. */
    @SuppressWarnings("ImmutableEnumChecker") // The suppliers are constructors.
    private enum Subcommand {
        SERVE(ServeCommand::new),
        CHAT(ChatCommand::new),
        COMPLETE(CompleteCommand::new),
        DEVICES(DevicesCommand::new),
        RUN_BATCH(RunBatchCommand::new),
        BENCH(BenchCommand::new),
        SIMULATE(SimulateCommand::new),
        CONFORMANCE(ConformanceCommand::new),
        PREPARE(PrepareCommand::new),
        COMPLETION(CompletionCommand::new),
        HELP(HelpCommand::new);

        private final Supplier<Object> command;

        Subcommand(Supplier<Object> command) {
            this.command = command;
        }

        String word() {
            return name().toLowerCase(java.util.Locale.ROOT).replace('_', '-');
        }
    }

    private Main() {}

    /** Runs one command and ends the process with its exit status. */
    public static void main(String[] args) {
        System.exit(commandLine(args).execute(args));
    }

    /** The command line for some words: with the one command that they begin with, or with all of them. */
    static CommandLine commandLine(String... args) {
        CommandLine line = new CommandLine(new RootCommand());
        String first = args.length == 0 ? "" : args[0];
        boolean all = true;
        for (Subcommand subcommand : Subcommand.values()) {
            if (subcommand != Subcommand.HELP && subcommand.word().equals(first)) {
                line.addSubcommand(subcommand.command.get());
                all = false;
            }
        }
        if (all) {
            for (Subcommand subcommand : Subcommand.values()) {
                line.addSubcommand(subcommand.command.get());
            }
        }
        return line.setCaseInsensitiveEnumValuesAllowed(true)
                .setExecutionExceptionHandler(new ErrorPrinter())
                .registerConverter(ByteSize.class, ByteSize::parse)
                .setUsageHelpAutoWidth(true);
    }
}
