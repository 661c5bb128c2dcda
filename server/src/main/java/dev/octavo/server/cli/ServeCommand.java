package dev.octavo.server.cli;

import dev.octavo.runtime.llm.Llm;
import dev.octavo.runtime.llm.LoadReport;
import dev.octavo.server.logging.LogLevel;
import dev.octavo.server.openai.OctavoServer;
import dev.octavo.server.openai.OperationsConfig;
import dev.octavo.server.openai.OperationsConfig.Control;
import dev.octavo.server.openai.RequestLimits;
import dev.octavo.server.openai.ServerConfig;
import dev.octavo.server.openai.ServerConfigBuilder;
import dev.octavo.spi.ResourceException;
import dev.octavo.spi.UserException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Serves a model over the OpenAI API. */
@Command(
        name = "serve",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = "Serves a model over the OpenAI API.",
        footer = {
            "",
            "Examples:",
            "  octavo serve",
            "  octavo serve /models/Qwen3-0.6B --device cpu --port 8000 --max-model-len 8192",
            "  octavo serve /models/Qwen3-0.6B --host 0.0.0.0 --api-key secret --kv-cache-memory 8GiB"
        })
final class ServeCommand implements Callable<Integer> {

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it before the command runs.
    private CommandSpec spec;

    @Parameters(
            index = "0",
            arity = "0..1",
            paramLabel = "MODEL_DIR",
            description = "Directory of the model, or a GGUF file. Default: the embedded story model.")
    private Optional<Path> model = Optional.empty();

    @Option(names = "--model", paramLabel = "DIR", description = "The same as MODEL_DIR.")
    private Optional<Path> modelOption = Optional.empty();

    @Option(
            names = "--served-model-name",
            paramLabel = "NAME",
            split = ",",
            description =
                    "Names of the model for clients; the first is answered with. Default: the directory's or the file's name.")
    private List<String> servedNames = new ArrayList<>();

    @Option(
            names = "--enable-prompt-tokens-details",
            description = "Say in usage how many tokens came from the prefix cache.")
    private boolean promptTokensDetails;

    @Option(
            names = "--shutdown-timeout",
            defaultValue = "30",
            paramLabel = "SECONDS",
            description = "How long running requests may go on after a termination signal. Default: ${DEFAULT-VALUE}")
    private int shutdownSeconds = 30;

    @ArgGroup(validate = false, heading = "%nListening and access:%n")
    private final ListenArguments listening = new ListenArguments();

    @ArgGroup(validate = false, heading = "%nLimits:%n")
    private final LimitArguments limits = new LimitArguments();

    @ArgGroup(validate = false, heading = "%nLogs, traces, health:%n")
    private final WatchArguments watching = new WatchArguments();

    @ArgGroup(validate = false, heading = "%nControl routes:%n")
    private final ControlArguments control = new ControlArguments();

    @Mixin
    private final ApiArguments api = new ApiArguments();

    @Mixin
    private final LogArguments logging = new LogArguments();

    @Mixin
    private final ModelArguments arguments = new ModelArguments();

    @Override
    public Integer call() throws InterruptedException {
        logging.start(LogLevel.info);
        CountChecks.require("--shutdown-timeout", shutdownSeconds, 0);
        Path directory = model.or(() -> modelOption).orElseGet(EmbeddedModel::directory);
        try (OctavoServer server = listen()) {
            return serve(server, directory);
        }
    }

    /** The port is taken before the model is loaded: one in use is found out at once, and whoever asks meanwhile is told to wait. */
    private OctavoServer listen() {
        ServerConfig config = config();
        try {
            return OctavoServer.listen(config);
        } catch (ResourceException e) {
            throw new UserException(String.valueOf(e.getMessage()), e);
        }
    }

    private int serve(OctavoServer server, Path directory) throws InterruptedException {
        try (Llm llm = arguments
                .model(directory, OptionalInt.empty())
                .servedNames(servedNames)
                .warmUp(Duration.ofSeconds(1))
                .progress(ProgressBar.standard())
                .open()) {
            try {
                // What loading leaves behind would stay resident until something else wants the room.
                System.gc();
                server.serve(llm.engine());
                ServerLife life = new ServerLife(server, llm.engine(), Duration.ofSeconds(shutdownSeconds), logging);
                life.begin();
                banner(llm, server);
                return life.await();
            } finally {
                server.close();
            }
        }
    }

    private ServerConfig config() {
        Control routes = control.control();
        if (arguments.recordsKvEvents() && !routes.beside() && routes.listener().isEmpty()) {
            throw new UserException(
                    "--kv-events-config needs control routes, by which events are read: give --control-port or --enable-dev-endpoints");
        }
        ServerConfigBuilder builder = api.applyTo(ServerConfig.builder());
        OperationsConfig operations =
                listening.apply(builder).withControl(routes).withServing(watching.options(limits.request()));
        return builder.httpLimits(limits.limits())
                .promptTokensDetails(promptTokensDetails)
                .requestLimits(RequestLimits.defaults().withMaxLogprobs(arguments.maxLogprobs()))
                .accessLog(watching.accessLog())
                .version(Version.octavo())
                .operations(operations)
                .build();
    }

    private void banner(Llm llm, OctavoServer server) {
        LoadReport report = llm.report();
        PrintWriter out = spec.commandLine().getOut();
        String url = listening
                .socket()
                .map(path -> "--unix-socket " + path + " http://localhost")
                .orElseGet(() -> listening.url(server.address().getPort()));
        out.printf(
                Locale.ROOT,
                "%n  octavo %s serves %s (%s, %s)%n",
                Version.octavo(),
                llm.model().name(),
                report.architecture(),
                ByteSize.readable(report.weightBytes()));
        out.printf(
                Locale.ROOT,
                "  device   %s, %s, %s%n",
                report.device().address(),
                report.device().name(),
                report.device().variant());
        report.quantization()
                .ifPresent(quantization -> out.printf("  weights  %s%n", QuantizationLine.of(quantization)));
        out.printf(
                Locale.ROOT,
                "  context  %d tokens; KV cache %s in %d blocks%n",
                report.maxModelLength(),
                ByteSize.readable(report.cacheBytes()),
                report.cacheBlocks());
        out.printf(
                Locale.ROOT,
                "  loaded   in %.1f s, warmed up in %.1f s%n",
                report.loadTime().toMillis() / 1e3,
                report.warmUpTime().toMillis() / 1e3);
        out.printf(Locale.ROOT, "  listens  %s%n", url);
        if (listening.hasPage()) {
            out.printf(
                    Locale.ROOT,
                    "  page     %s%n",
                    listening.page(server.address().getPort()));
        }
        server.controlAddress()
                .ifPresent(at -> out.printf(Locale.ROOT, "  control  %s:%d%n", at.getHostString(), at.getPort()));
        out.println();
        out.printf(
                "  try: curl %s/v1/completions -H 'Content-Type: application/json' \\%n"
                        + "         -d '{\"model\": \"%s\", \"prompt\": \"Once upon a time\", \"max_tokens\": 60}'%n%n",
                url, llm.model().name());
        out.flush();
    }
}
