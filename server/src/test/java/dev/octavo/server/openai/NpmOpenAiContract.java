package dev.octavo.server.openai;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** What OpenAI's JavaScript client must find, with any model behind the server. Needs node and npm; skipped, and said so, without them. */
public abstract class NpmOpenAiContract {

    private static final String PACKAGE = "openai@7.55.0";
    private static final Path DIRECTORY = Path.of("target", "npm").toAbsolutePath();

    /** The server, without {@code /v1}. */
    protected abstract String baseUrl();

    /** A key that the server accepts. */
    protected abstract String apiKey();

    /** A model that has a chat template. */
    protected abstract String model();

    /** Requests that run on the server. */
    protected abstract int running();

    @Test
    void worksWithTheJavaScriptClient() throws Exception {
        install();
        String output = run(List.of("node", "client.mjs", baseUrl() + "/v1", apiKey(), model()));
        JsonNode seen = ServerFixture.JSON.readTree(output.lines().toList().getLast());
        assertThat(seen.get("whole").stringValue()).isNotEmpty();
        assertThat(seen.get("streamed")).isEqualTo(seen.get("whole"));
        assertThat(seen.get("helper")).isEqualTo(seen.get("whole"));
        assertThat(seen.get("finish").stringValue()).isIn("stop", "length");
        assertThat(seen.get("usageAgrees").booleanValue()).isTrue();
        assertThat(seen.get("indices").toString()).isEqualTo("[0,1]");
        assertThat(seen.get("listed").booleanValue()).isTrue();
        assertThat(seen.get("noModel").toString())
                .isEqualTo("{\"name\":\"NotFoundError\",\"status\":404,"
                        + "\"message\":\"The model `no-such-model` does not exist.\"}");
        assertThat(seen.get("badField").get("name").stringValue()).isEqualTo("BadRequestError");
        assertThat(seen.get("badField").get("message").stringValue()).contains("temperature");
        assertThat(seen.get("stranger").get("status").intValue()).isEqualTo(401);
        assertThat(seen.get("aborted").intValue()).isEqualTo(3);
        ServerFixture.eventually(() -> running() == 0);
    }

    private static void install() throws Exception {
        assumeTrue(exists("node") && exists("npm"), "SKIPPED: node and npm are needed for OpenAI's JavaScript client");
        Files.createDirectories(DIRECTORY);
        try (InputStream script = NpmOpenAiContract.class.getResourceAsStream("/npm/client.mjs")) {
            Files.copy(script, DIRECTORY.resolve("client.mjs"), StandardCopyOption.REPLACE_EXISTING);
        }
        if (Files.isDirectory(DIRECTORY.resolve("node_modules/openai"))) {
            return;
        }
        String failure = "";
        try {
            run(List.of("npm", "install", "--no-save", "--no-audit", "--no-fund", "--prefix", ".", PACKAGE));
        } catch (AssertionError e) {
            failure = String.valueOf(e.getMessage());
        }
        assumeTrue(failure.isEmpty(), "SKIPPED: npm cannot install " + PACKAGE + ": " + failure);
    }

    private static boolean exists(String command) throws InterruptedException {
        try {
            return new ProcessBuilder(command, "--version")
                            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                            .redirectError(ProcessBuilder.Redirect.DISCARD)
                            .start()
                            .waitFor()
                    == 0;
        } catch (IOException e) {
            return false;
        }
    }

    private static String run(List<String> command) throws Exception {
        Process process = new ProcessBuilder(command)
                .directory(DIRECTORY.toFile())
                .redirectErrorStream(true)
                .start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        boolean ended = process.waitFor(180, TimeUnit.SECONDS);
        if (!ended || process.exitValue() != 0) {
            process.destroyForcibly();
            throw new AssertionError(command + " failed:\n" + output);
        }
        return output;
    }
}
