package dev.octavo.server.cli;

import dev.octavo.runtime.llm.Llm;
import dev.octavo.runtime.llm.LoadReport;
import dev.octavo.server.config.Environment;
import dev.octavo.server.logging.LogLevel;
import dev.octavo.server.openai.OctavoServer;
import dev.octavo.server.openai.ServerConfig;
import dev.octavo.spi.UserException;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
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
            description = "Directory of the model. Default: the embedded story model.")
    private Optional<Path> model = Optional.empty();

    @Option(names = "--model", paramLabel = "DIR", description = "The same as MODEL_DIR.")
    private Optional<Path> modelOption = Optional.empty();

    @Option(
            names = "--host",
            defaultValue = "127.0.0.1",
            description =
                    "Address to listen on. Default: ${DEFAULT-VALUE}, this machine only; 0.0.0.0 lets others in, then set --api-key.")
    private String host = "127.0.0.1";

    @Option(names = "--port", defaultValue = "8000", paramLabel = "N", description = "Port. Default: ${DEFAULT-VALUE}")
    private int port = 8000;

    @Option(
            names = "--api-key",
            paramLabel = "KEY",
            description =
                    "A key that requests must carry. May be repeated. Otherwise from OCTAVO_API_KEY or VLLM_API_KEY.")
    private List<String> apiKeys = new ArrayList<>();

    @Option(
            names = "--served-model-name",
            paramLabel = "NAME",
            split = ",",
            description = "Names of the model for clients; the first is answered with. Default: the directory's name.")
    private List<String> servedNames = new ArrayList<>();

    @Option(
            names = "--allowed-origins",
            paramLabel = "ORIGIN",
            split = ",",
            description = "Web origins whose pages may call the server.")
    private List<String> allowedOrigins = new ArrayList<>();

    @Option(
            names = "--enable-prompt-tokens-details",
            description = "Say in usage how many tokens came from the prefix cache.")
    private boolean promptTokensDetails;

    @Option(
            names = {"--disable-access-log", "--disable-uvicorn-access-log"},
            description = "Write no line per request.")
    private boolean noAccessLog;

    @Option(
            names = "--shutdown-timeout",
            defaultValue = "30",
            paramLabel = "SECONDS",
            description = "How long running requests may go on after a termination signal. Default: ${DEFAULT-VALUE}")
    private int shutdownSeconds = 30;

    @Mixin
    private final LogArguments logging = new LogArguments();

    @Mixin
    private final ModelArguments arguments = new ModelArguments();

    @Override
    public Integer call() throws InterruptedException {
        logging.start(LogLevel.info);
        CountChecks.require("--shutdown-timeout", shutdownSeconds, 0);
        requireFreePort();
        Path directory = model.or(() -> modelOption).orElseGet(EmbeddedModel::directory);
        try (Llm llm = arguments
                        .model(directory, OptionalInt.empty())
                        .servedNames(servedNames)
                        .warmUp(Duration.ofSeconds(1))
                        .progress(ProgressBar.standard())
                        .open();
                OctavoServer server = OctavoServer.start(config(), llm.engine())) {
            banner(llm, server);
            return new ServerLife(server, llm.engine(), Duration.ofSeconds(shutdownSeconds), logging).await();
        }
    }

    private ServerConfig config() {
        return ServerConfig.builder()
                .host(host)
                .port(port)
                .apiKeys(apiKeys.isEmpty() ? Environment.apiKeys() : apiKeys)
                .allowedOrigins(allowedOrigins)
                .promptTokensDetails(promptTokensDetails)
                .accessLog(!noAccessLog)
                .version(Version.octavo())
                .build();
    }

    /** A port in use is found out before the model is loaded, not after. */
    private void requireFreePort() {
        if (port < 0 || port > 65535) {
            throw new UserException("--port must be from 0 (any free one) to 65535, but is " + port);
        }
        if (port == 0) {
            return;
        }
        try (ServerSocket socket = new ServerSocket()) {
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(InetAddress.getByName(host), port));
        } catch (IOException e) {
            throw new UserException(
                    "cannot listen on " + host + ":" + port + ": " + e.getMessage()
                            + "; choose another --port, or stop what uses it",
                    e);
        }
    }

    private void banner(Llm llm, OctavoServer server) {
        LoadReport report = llm.report();
        PrintWriter out = spec.commandLine().getOut();
        String url = "http://" + host + ":" + server.address().getPort();
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
        out.printf(Locale.ROOT, "  listens  %s%n%n", url);
        out.printf(
                "  try: curl %s/v1/completions -H 'Content-Type: application/json' \\%n"
                        + "         -d '{\"model\": \"%s\", \"prompt\": \"Once upon a time\", \"max_tokens\": 60}'%n%n",
                url, llm.model().name());
        out.flush();
    }
}
