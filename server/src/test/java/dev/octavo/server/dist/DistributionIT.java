package dev.octavo.server.dist;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** The distribution in target/dist, started as its users do: by its script, from elsewhere, on the module path. */
@DisabledOnOs(value = OS.WINDOWS, disabledReason = "the launcher is a shell script")
class DistributionIT {

    private static final Pattern URL = Pattern.compile("listens +(http://\\S+)");
    private static final int OUTPUTS = 8;
    private static final Map<String, String> JAVA = Map.of("JAVA_HOME", System.getProperty("java.home"));

    @TempDir
    private Path folder;

    private String octavo = "";

    /** A link in a folder with a space in its name stands for all unusual places. */
    @BeforeEach
    void link() throws IOException {
        Path launcher = Path.of("target/dist/bin/octavo").toRealPath();
        Path place = Files.createDirectory(folder.resolve("a place"));
        octavo = Files.createSymbolicLink(place.resolve("octavo"), launcher).toString();
    }

    @Test
    void saysItsVersion() throws Exception {
        try (Launched run = Launched.start(folder, JAVA, octavo, "--version")) {
            assertThat(run.await()).isZero();
            assertThat(run.out()).startsWith("octavo ").contains("Java 25");
        }
    }

    @Test
    void listsTheProcessorOfTheBackendJar() throws Exception {
        try (Launched run = Launched.start(folder, JAVA, octavo, "devices")) {
            assertThat(run.await()).isZero();
            assertThat(run.out()).contains("cpu:0");
        }
    }

    @Test
    void judgesABackendInAProcessOfItsOwn() throws Exception {
        String one = "softmax[t=f32,shape=1x1,log=false*";
        try (Launched run = Launched.start(folder, JAVA, octavo, "conformance", "--backend", "cpu", "--filter", one)) {
            assertThat(run.await()).isZero();
            assertThat(run.out()).contains("cpu:0", "Result: PASSED");
        }
        try (Launched run = Launched.start(folder, JAVA, octavo, "devices")) {
            assertThat(run.await()).isZero();
            assertThat(run.out()).doesNotContain("reference");
        }
    }

    @Test
    void theSuiteNeedsNothingButTheApiAndABackend() throws Exception {
        Path dist = Path.of("target/dist").toRealPath();
        StringBuilder jars = new StringBuilder(apiJar(dist));
        for (String place : List.of("conformance", "backends")) {
            jars.append(File.pathSeparator).append(dist.resolve(place)).append("/*");
        }
        try (Launched run = Launched.start(
                folder,
                JAVA,
                System.getProperty("java.home") + "/bin/java",
                "--add-modules",
                "jdk.incubator.vector",
                "-cp",
                jars.toString(),
                "dev.octavo.conformance.Main",
                "--backend",
                "cpu",
                "--filter",
                "softmax[t=f32,shape=1x1,log=false*")) {
            assertThat(run.await()).isZero();
            assertThat(run.out()).contains("cpu:0", "Result: PASSED");
        }
    }

    private static String apiJar(Path dist) throws IOException {
        try (Stream<Path> jars = Files.list(dist.resolve("lib"))) {
            return jars.map(Path::toString)
                    .filter(jar -> jar.contains("octavo-api"))
                    .findFirst()
                    .orElseThrow();
        }
    }

    @Test
    void continuesAText() throws Exception {
        try (Launched run = Launched.start(
                folder,
                JAVA,
                octavo,
                "complete",
                "Once upon a time",
                "--max-tokens",
                "8",
                "--temperature",
                "0",
                "--stats")) {
            assertThat(run.await()).isZero();
            assertThat(run.out()).startsWith("Once upon a time").hasSizeGreaterThan("Once upon a time".length() + 8);
            assertThat(run.err()).contains("first token after", "8 tokens").doesNotContain("Exception");
        }
    }

    @Test
    void anArchiveThatFitsNothingIsPassedOver() throws Exception {
        Path home = copyWithoutLibraries();
        Files.writeString(home.resolve("octavo.aot"), "no archive");
        try (Launched run =
                Launched.start(folder, JAVA, home.resolve("bin/octavo").toString(), "--version")) {
            assertThat(run.await()).isZero();
            assertThat(run.out()).startsWith("octavo ");
        }
    }

    @Test
    void aBrokenJarAmongTheBackendsHurtsNobody() throws Exception {
        Path home = copyWithoutLibraries();
        Path backends = home.resolve("backends");
        Path shipped = backends.toRealPath();
        Files.delete(backends);
        Files.createDirectory(backends);
        try (Stream<Path> jars = Files.list(shipped)) {
            for (Path jar : jars.toList()) {
                Files.createSymbolicLink(backends.resolve(jar.getFileName()), jar);
            }
        }
        Files.writeString(backends.resolve("broken.jar"), "no jar");
        try (Launched run =
                Launched.start(folder, JAVA, home.resolve("bin/octavo").toString(), "devices")) {
            assertThat(run.await()).isZero();
            assertThat(run.out())
                    .contains("cpu:0", "broken.jar is not available")
                    .doesNotContain("two jars");
        }
    }

    /** The launcher in a home of its own whose libraries are links. */
    private Path copyWithoutLibraries() throws IOException {
        Path dist = Path.of("target/dist").toRealPath();
        Path home = Files.createDirectories(folder.resolve("other home"));
        Files.createDirectories(home.resolve("bin"));
        Files.copy(
                dist.resolve("bin/octavo"),
                home.resolve("bin/octavo"),
                java.nio.file.StandardCopyOption.COPY_ATTRIBUTES);
        Files.createSymbolicLink(home.resolve("lib"), dist.resolve("lib"));
        Files.createSymbolicLink(home.resolve("backends"), dist.resolve("backends"));
        return home;
    }

    @Test
    void anotherJavaIsRefusedInOneLine() throws Exception {
        Path java = Files.createDirectories(folder.resolve("java 21/bin")).resolve("java");
        Files.writeString(java, "#!/bin/sh\necho started\n");
        assertThat(java.toFile().setExecutable(true)).isTrue();
        Path home = folder.resolve("java 21");
        Files.writeString(home.resolve("release"), "JAVA_VERSION=\"21.0.2\"\n");
        try (Launched run = Launched.start(folder, Map.of("JAVA_HOME", home.toString()), octavo, "--version")) {
            assertThat(run.await()).isEqualTo(1);
            assertThat(run.out()).isEmpty();
            assertThat(run.err()).contains("not Java 25", "21.0.2", "JAVA_HOME");
        }
    }

    @Test
    void aServerFinishesItsRequestsOnSigtermAndEndsWell() throws Exception {
        // One output after the other, so that there is time to see that they run.
        try (Launched run = Launched.start(
                        folder,
                        JAVA,
                        octavo,
                        "serve",
                        "--port",
                        "0",
                        "--max-num-seqs",
                        "1",
                        "--shutdown-timeout",
                        "600");
                HttpClient client = HttpClient.newHttpClient()) {
            Matcher url = URL.matcher(run.awaitOutput(out -> URL.matcher(out).find()));
            assertThat(url.find()).isTrue();
            String base = url.group(1);
            assertThat(client.send(get(base + "/health"), HttpResponse.BodyHandlers.ofString())
                            .statusCode())
                    .isEqualTo(200);
            assertThat(run.out()).contains("page     " + base + "/\n");
            assertThat(client.send(get(base + "/"), HttpResponse.BodyHandlers.ofString())
                            .body())
                    .startsWith("<!doctype html>");
            CompletableFuture<HttpResponse<String>> answer =
                    client.sendAsync(completion(base), HttpResponse.BodyHandlers.ofString());
            awaitRunning(client, base, answer);
            run.terminate();
            assertThat(answer.join().statusCode()).isEqualTo(200);
            assertThat(answer.join().body()).contains("\"completion_tokens\":" + OUTPUTS * 300);
            assertThat(run.await()).isZero();
            assertThat(run.err())
                    .contains("shutting down", "POST /v1/completions 200")
                    .doesNotContain("Exception");
        }
    }

    private static void awaitRunning(HttpClient client, String base, CompletableFuture<?> answer) throws Exception {
        String running = "";
        while (!running.matches("(?s).*vllm:num_requests_running\\{[^}]*} 1.*")) {
            assertThat(answer).as("is not over before it was seen").isNotDone();
            running = client.send(get(base + "/metrics"), HttpResponse.BodyHandlers.ofString())
                    .body();
        }
    }

    private static HttpRequest get(String url) {
        return HttpRequest.newBuilder(URI.create(url)).build();
    }

    private static HttpRequest completion(String base) {
        return HttpRequest.newBuilder(URI.create(base + "/v1/completions"))
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(
                        "{\"model\": \"stories\", \"prompt\": \"Once\", \"max_tokens\": 300, \"ignore_eos\": true, \"n\": "
                                + OUTPUTS + "}"))
                .build();
    }
}
