package dev.octavo.server.cli;

import dev.octavo.runtime.llm.Llm;
import dev.octavo.server.config.UserFolders;
import dev.octavo.server.logging.LogLevel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** A chat in the terminal. */
@Command(
        name = "chat",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = "A chat in this terminal; with piped input, answers each line.",
        footer = {"", "Inside: /help lists the commands. Ctrl-C stops an answer, Ctrl-D leaves."})
final class ChatCommand implements Callable<Integer> {

    @Parameters(
            index = "0",
            arity = "0..1",
            paramLabel = "MODEL_DIR",
            description = "Directory of the model, or a GGUF file. Default: the embedded story model.")
    private Optional<Path> model = Optional.empty();

    @Option(names = "--system", paramLabel = "TEXT", description = "What the model should be.")
    private String system = "";

    @Mixin
    private final SamplingArguments sampling = new SamplingArguments();

    @Option(names = "--stats", description = "Say after each answer how fast it came.")
    private boolean stats;

    @Mixin
    private final LogArguments logging = new LogArguments();

    @Mixin
    private final ModelArguments arguments = new ModelArguments();

    @Override
    public Integer call() throws InterruptedException {
        logging.start(LogLevel.warning);
        try (Llm llm = arguments
                .model(model.orElseGet(EmbeddedModel::directory), OptionalInt.of(1))
                .warmUp(Duration.ofMillis(300))
                .progress(ProgressBar.standard())
                .open()) {
            ChatSession session = new ChatSession(llm.engine(), sampling);
            session.system(system);
            try (ChatConsole console = console()) {
                console.notice("Talking to " + llm.model().name() + " on "
                        + llm.report().device().address() + ". /help lists commands, Ctrl-D leaves.");
                new ChatLoop(console, session, stats).run();
            }
        }
        return 0;
    }

    private static ChatConsole console() {
        return Interaction.atTerminal()
                ? new TerminalConsole(UserFolders.state().resolve("chat-history"))
                : new PipedConsole();
    }
}
