package dev.octavo.server.cli;

import dev.octavo.runtime.llm.Llm;
import dev.octavo.server.bench.Arrivals;
import dev.octavo.server.bench.BenchPrompt;
import dev.octavo.server.bench.HttpSender;
import dev.octavo.server.bench.LoadRun;
import dev.octavo.server.bench.Outcome;
import dev.octavo.server.bench.RequestBody;
import dev.octavo.server.bench.ServeReport;
import dev.octavo.server.bench.Workload;
import dev.octavo.server.config.Environment;
import dev.octavo.server.logging.LogLevel;
import dev.octavo.server.openai.OctavoServer;
import dev.octavo.server.openai.ServerConfig;
import dev.octavo.spi.ResourceException;
import dev.octavo.spi.UserException;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import java.util.function.IntConsumer;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import tools.jackson.databind.node.ObjectNode;

/** What clients of a server see under load. */
@Command(
        name = "serve",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description =
                "Puts an OpenAI-compatible server under load and reports what its clients see. Without --base-url, --host and --port it"
                        + " starts one for the model in this process, so that both share its processors.")
final class BenchServeCommand implements Callable<Integer> {

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it before the command runs.
    private CommandSpec spec;

    @Option(names = "--base-url", paramLabel = "URL", description = "A running server, such as http://127.0.0.1:8000.")
    private Optional<String> baseUrl = Optional.empty();

    @Option(names = "--host", paramLabel = "HOST", description = "The same as --base-url http://HOST:8000.")
    private Optional<String> host = Optional.empty();

    @Option(names = "--port", paramLabel = "N", description = "The same as --base-url http://127.0.0.1:N.")
    private Optional<Integer> port = Optional.empty();

    /** vLLM's names. */
    enum Protocol {
        openai,
        openai_chat;

        @Override
        public String toString() {
            return name().replace('_', '-');
        }
    }

    @Option(
            names = "--backend",
            paramLabel = "PROTOCOL",
            description = "${COMPLETION-CANDIDATES}. Default: what the endpoint speaks")
    private Optional<Protocol> protocol = Optional.empty();

    @Option(
            names = "--endpoint",
            paramLabel = "PATH",
            description = "Default: /v1/completions, with --backend openai-chat /v1/chat/completions")
    private Optional<String> path = Optional.empty();

    @Option(
            names = "--ignore-eos",
            negatable = true,
            defaultValue = "true",
            fallbackValue = "true",
            description = "Answers have their full length. On by default; --no-ignore-eos lets a model end early.")
    private boolean ignoreEos = true;

    @Option(
            names = "--served-model-name",
            paramLabel = "NAME",
            description = "Name of the model at the running server. Default: the first that it lists.")
    private Optional<String> name = Optional.empty();

    @Option(
            names = "--tokenizer",
            paramLabel = "DIR",
            description = "Directory with the tokenizer of the running server's model; a chat needs it.")
    private Optional<Path> tokenizer = Optional.empty();

    @Option(
            names = "--api-key",
            paramLabel = "KEY",
            description = "For the running server. Otherwise from OCTAVO_API_KEY or VLLM_API_KEY.")
    private Optional<String> apiKey = Optional.empty();

    @Option(
            names = "--temperature",
            defaultValue = "0",
            paramLabel = "T",
            description = "Of the requests. Default: ${DEFAULT-VALUE}")
    private double temperature;

    @Mixin
    private final BenchTraffic traffic = new BenchTraffic();

    @Mixin
    private final BenchDataset dataset = new BenchDataset();

    @Mixin
    private final BenchFigures figures = new BenchFigures();

    @Mixin
    private final BenchResultFile results = new BenchResultFile();

    @Mixin
    private final LogArguments logging = new LogArguments();

    @Mixin
    private final BenchModel model = new BenchModel();

    @Override
    public Integer call() throws InterruptedException {
        logging.start(LogLevel.warning);
        traffic.check();
        figures.latencies();
        figures.percentiles();
        figures.goodput();
        try (HttpClient client =
                HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build()) {
            Optional<String> url = server();
            if (url.isPresent()) {
                return measure(client, BenchTarget.running(client, url.get(), name, tokenizer, key()));
            }
            ServerConfig config = ServerConfig.builder()
                    .port(0)
                    .accessLog(false)
                    .version(Version.octavo())
                    .build();
            try (Llm llm = model.open();
                    OctavoServer server = OctavoServer.start(config, llm.engine())) {
                return measure(client, BenchTarget.own(server.address().getPort(), llm.model()));
            }
        }
    }

    private Optional<String> key() {
        return apiKey.or(() -> Environment.apiKeys().stream().findFirst());
    }

    private boolean chat() {
        return protocol.map(Protocol.openai_chat::equals)
                .orElseGet(() -> path.filter(given -> given.endsWith("/chat/completions"))
                        .isPresent());
    }

    private String endpoint() {
        return path.orElseGet(() -> chat() ? "/v1/chat/completions" : "/v1/completions");
    }

    private Optional<String> server() {
        return baseUrl.or(() -> host.isEmpty() && port.isEmpty()
                ? Optional.empty()
                : Optional.of("http://" + host.orElse("127.0.0.1") + ":" + port.orElse(8000)));
    }

    private int measure(HttpClient client, BenchTarget target) throws InterruptedException {
        boolean chat = chat();
        if (chat && target.tokenizer().isEmpty()) {
            throw new UserException("a chat takes text; give --tokenizer DIR so that prompts have the wanted length");
        }
        Workload workload = dataset.workload(target.maxModelLength(), target.tokenizer());
        if (workload.longest() > target.maxModelLength()) {
            throw new UserException("prompt and output can reach " + workload.longest() + " tokens, but "
                    + target.model() + " takes " + target.maxModelLength());
        }
        List<BenchPrompt> prompts = workload.prompts(traffic.prompts(), target.tokens(), model.seed());
        HttpSender sender = new HttpSender(
                client,
                URI.create(target.url() + endpoint()),
                new RequestBody(target.model(), chat, target.tokenizer(), temperature, ignoreEos),
                key());
        // Another seed: none of the measured prompts may lie in the prefix cache.
        warmUp(sender, workload.prompts(1, target.tokens(), ~model.seed()).getFirst());
        IntConsumer progress = CountProgress.standard("requests", prompts.size());
        LoadRun.Result run =
                new LoadRun(sender, traffic.arrivals(), traffic.maxConcurrency(), progress).run(prompts, model.seed());
        return report(target, run);
    }

    /** One request tells whether the server answers at all; it and the wished warm-up requests are not counted. */
    private void warmUp(HttpSender sender, BenchPrompt prompt) throws InterruptedException {
        Outcome first = sender.send(prompt, System.nanoTime());
        first.error().ifPresent(error -> {
            throw new ResourceException("the first request failed, so nothing was measured: " + error);
        });
        if (traffic.warmUps() > 0) {
            Arrivals atOnce = new Arrivals(Double.POSITIVE_INFINITY, 1);
            OptionalInt limit = traffic.maxConcurrency();
            List<BenchPrompt> repeated = Collections.nCopies(traffic.warmUps(), prompt);
            new LoadRun(sender, atOnce, limit, done -> {}).run(repeated, 0);
        }
    }

    private int report(BenchTarget target, LoadRun.Result run) {
        ServeReport report = ServeReport.of(run, figures.goodput());
        new ServeTable(spec.commandLine().getOut()).print(report, traffic, figures.latencies(), figures.percentiles());
        run.outcomes().stream()
                .flatMap(outcome -> outcome.error().stream())
                .distinct()
                .limit(3)
                .forEach(error -> spec.commandLine().getErr().println("failed: " + error));
        spec.commandLine().getErr().flush();
        if (results.wanted()) {
            String date = LocalDateTime.now(ZoneId.systemDefault())
                    .format(DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss", Locale.ROOT));
            ObjectNode node = ServeJson.of(report, figures.latencies(), figures.percentiles());
            describe(node, target, date);
            results.write(node, run, "openai-" + traffic.rate() + "qps-" + target.model() + "-" + date + ".json");
        }
        return report.completed() > 0 ? 0 : ErrorPrinter.FAILURE;
    }

    private void describe(ObjectNode node, BenchTarget target, String date) {
        node.put("date", date);
        node.put("backend", (chat() ? Protocol.openai_chat : Protocol.openai).toString());
        node.put("model_id", target.model());
        node.put("num_prompts", traffic.prompts());
        node.put("request_rate", traffic.rate());
        node.put("burstiness", traffic.burstiness());
        if (traffic.maxConcurrency().isPresent()) {
            node.put("max_concurrency", traffic.maxConcurrency().getAsInt());
        } else {
            node.putNull("max_concurrency");
        }
    }
}
