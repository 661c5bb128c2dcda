package dev.octavo.server.cli;

import dev.octavo.runtime.llm.Llm;
import dev.octavo.server.openai.OctavoServer;
import dev.octavo.server.openai.ServerConfig;
import dev.octavo.spi.ResourceException;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.Writer;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/**
 * Goes through what the other commands do at their start, while the launcher has the JVM record it: classes, and profiles of the hot methods. Later starts use
 * the record.
 */
@Command(
        name = "prepare",
        mixinStandardHelpOptions = true,
        description =
                "Records what a start needs in octavo.aot, so that later starts take less time. Run it again"
                        + " after Java, Octavo or a backend jar changed; without a fitting record everything works, only later.")
final class PrepareCommand implements Callable<Integer> {

    private static final String COMPLETION =
            "{\"model\": \"stories\", \"prompt\": \"Once\", \"max_tokens\": 24, \"stream\": true}";
    private static final String CHAT =
            "{\"model\": \"stories\", \"messages\": [{\"role\": \"user\", \"content\": \"Hi\"}], \"max_tokens\": 8}";

    @Override
    public Integer call() {
        quietly("devices");
        quietly("serve", "--help");
        quietly("complete", "Once upon a time", "--max-tokens", "48", "--stats");
        quietly("complete", "The", "--max-tokens", "24", "--temperature", "0");
        serve();
        return 0;
    }

    private static void quietly(String... args) {
        CommandLine line = Main.commandLine(args);
        line.setOut(new PrintWriter(Writer.nullWriter()));
        line.setErr(new PrintWriter(Writer.nullWriter()));
        if (line.execute(args) != 0) {
            throw new ResourceException("octavo " + String.join(" ", args) + " failed; try it by itself to see why");
        }
    }

    private static void serve() {
        ServerConfig config = ServerConfig.builder().port(0).accessLog(false).build();
        try (Llm llm = Llm.model(EmbeddedModel.directory())
                        .warmUp(Duration.ZERO)
                        .open();
                OctavoServer server = OctavoServer.start(config, llm.engine())) {
            String url = "http://127.0.0.1:" + server.address().getPort() + "/v1/";
            post(url + "completions", COMPLETION);
            if (llm.model().chatTemplate().isPresent()) {
                post(url + "chat/completions", CHAT);
            }
        } catch (IOException e) {
            throw new ResourceException("the server did not answer itself: " + e.getMessage(), e);
        }
    }

    private static void post(String url, String body) throws IOException {
        HttpURLConnection connection =
                (HttpURLConnection) URI.create(url).toURL().openConnection();
        connection.setDoOutput(true);
        connection.setRequestProperty("Content-Type", "application/json");
        connection.getOutputStream().write(body.getBytes(StandardCharsets.UTF_8));
        try (InputStream answer = connection.getInputStream()) {
            answer.readAllBytes();
        }
    }
}
