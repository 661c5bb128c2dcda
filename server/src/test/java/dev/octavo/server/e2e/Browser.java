package dev.octavo.server.e2e;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** A headless Chromium of its own, driven by the WebDriver protocol (W3C WebDriver Level 2). The test is skipped, and says so, where there is none. */
final class Browser implements AutoCloseable {

    private static final JsonMapper JSON = JsonMapper.shared();
    private static final Duration PATIENCE = Duration.ofMinutes(3);
    private static final Pattern STARTED = Pattern.compile("started successfully on port (\\d+)");
    private static final List<String> FLAGS = List.of(
            "--headless=new",
            "--no-sandbox",
            "--disable-gpu",
            "--disable-quic",
            "--no-first-run",
            "--disable-background-networking",
            "--disable-component-update",
            "--disable-sync",
            "--disable-dev-shm-usage",
            "--window-size=1280,900");

    /** Named keys (WebDriver, section "Keyboard actions"). */
    static final String ENTER = "\uE007";

    static final String ESCAPE = "\uE00C";

    private final HttpClient client = HttpClient.newHttpClient();
    private final Process driver;
    private final String session;

    private Browser(Process driver, Path chromium, int port, Path profile) throws Exception {
        this.driver = driver;
        ObjectNode body = JSON.createObjectNode();
        ObjectNode capabilities = body.putObject("capabilities").putObject("alwaysMatch");
        capabilities.putObject("goog:loggingPrefs").put("browser", "ALL");
        ObjectNode options = capabilities.putObject("goog:chromeOptions");
        options.put("binary", chromium.toString());
        FLAGS.forEach(options.putArray("args")::add);
        options.withArray("args").add("--user-data-dir=" + profile);
        String address = "http://127.0.0.1:" + port + "/session";
        this.session =
                address + "/" + call("POST", address, body).get("sessionId").asString();
    }

    /** Starts a browser. */
    static Browser start(Path folder) throws Exception {
        Optional<Path> chromium = Stream.of("chromium", "chromium-browser", "google-chrome")
                .flatMap(Browser::find)
                .findFirst();
        Optional<Path> program = find("chromedriver").findFirst();
        assumeTrue(
                chromium.isPresent() && program.isPresent(),
                "SKIPPED: chromium and chromedriver are needed for the web page (Debian: chromium, chromium-driver)");
        Path log = folder.resolve("chromedriver.log");
        Process driver = new ProcessBuilder(program.get().toString(), "--port=0")
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        try {
            int port = Integer.parseInt(
                    eventually(() -> port(log), Optional::isPresent).orElseThrow());
            return new Browser(driver, chromium.get(), port, Files.createDirectory(folder.resolve("profile")));
        } catch (Exception | AssertionError e) {
            stop(driver);
            throw e;
        }
    }

    private static Stream<Path> find(String program) {
        return Stream.of(System.getenv("PATH").split(File.pathSeparator, -1))
                .map(folder -> Path.of(folder, program))
                .filter(Files::isExecutable);
    }

    private static Optional<String> port(Path log) throws IOException {
        Matcher started = STARTED.matcher(Files.readString(log));
        return started.find() ? Optional.of(started.group(1)) : Optional.empty();
    }

    private JsonNode call(String method, String address, JsonNode body) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create(address))
                .timeout(PATIENCE)
                .header("Content-Type", "application/json")
                .method(
                        method,
                        body.isMissingNode()
                                ? HttpRequest.BodyPublishers.noBody()
                                : HttpRequest.BodyPublishers.ofString(body.toString()))
                .build();
        HttpResponse<String> response = client.send(request, HttpResponse.BodyHandlers.ofString());
        JsonNode value = JSON.readTree(response.body()).get("value");
        if (response.statusCode() != 200) {
            throw new AssertionError(method + " " + address + ": " + value.path("message"));
        }
        return value;
    }

    private JsonNode post(String path, Map<String, ?> body) throws Exception {
        return call("POST", session + path, JSON.valueToTree(body));
    }

    /** Opens a page as a new visitor would. */
    void visit(String url) throws Exception {
        post("/url", Map.of("url", url));
        run("localStorage.clear(); sessionStorage.clear()");
        log();
        post("/url", Map.of("url", url));
    }

    /** Loads the page again. */
    void reload() throws Exception {
        post("/refresh", Map.of());
    }

    /** Runs a function body in the page; a promise is waited for. */
    JsonNode run(String script, Object... arguments) throws Exception {
        return post("/execute/sync", Map.of("script", script, "args", List.of(arguments)));
    }

    private String element(String selector) throws Exception {
        JsonNode found = post("/element", Map.of("using", "css selector", "value", selector));
        return found.iterator().next().asString();
    }

    /** Clicks as a mouse does: the element has to be there to be seen. */
    void click(String selector) throws Exception {
        post("/element/" + element(selector) + "/click", Map.of());
    }

    /** Types into an element. */
    void type(String selector, String text) throws Exception {
        post("/element/" + element(selector) + "/value", Map.of("text", text));
    }

    /** The text of the first such element, also one that cannot be seen; empty if there is none. */
    String text(String selector) throws Exception {
        return run("return document.querySelector(arguments[0])?.textContent ?? ''", selector)
                .asString();
    }

    /** Whether there is such an element. */
    boolean has(String selector) throws Exception {
        return run("return document.querySelector(arguments[0]) !== null", selector)
                .asBoolean();
    }

    /** Shows pages as wide as a phone's screen. */
    void beNarrow(int width, int height) throws Exception {
        post(
                "/goog/cdp/execute",
                Map.of(
                        "cmd",
                        "Emulation.setDeviceMetricsOverride",
                        "params",
                        Map.of("width", width, "height", height, "deviceScaleFactor", 2, "mobile", true)));
    }

    /** Shows pages in a window again. */
    void beWide() throws Exception {
        post("/goog/cdp/execute", Map.of("cmd", "Emulation.clearDeviceMetricsOverride", "params", Map.of()));
    }

    /** Warnings and errors of the console since the last call. */
    List<String> log() throws Exception {
        return post("/se/log", Map.of("type", "browser"))
                .valueStream()
                .filter(entry ->
                        List.of("SEVERE", "WARNING").contains(entry.get("level").asString()))
                .map(entry -> entry.get("message").asString())
                .toList();
    }

    /** Waits until something is as wanted, and returns it. */
    static <T> T eventually(Callable<T> something, Predicate<T> wanted) throws Exception {
        long end = System.nanoTime() + PATIENCE.toNanos();
        for (T now = something.call(); ; now = something.call()) {
            if (wanted.test(now)) {
                return now;
            }
            if (System.nanoTime() > end) {
                throw new AssertionError("after " + PATIENCE + " it was still " + now);
            }
            Thread.sleep(20);
        }
    }

    private static void stop(Process driver) {
        List<ProcessHandle> all = driver.descendants().toList();
        driver.destroy();
        driver.onExit()
                .completeOnTimeout(driver, 20, TimeUnit.SECONDS)
                .thenAccept(Process::destroyForcibly)
                .join();
        all.forEach(ProcessHandle::destroyForcibly);
    }

    @Override
    public void close() throws IOException {
        try {
            call("DELETE", session, JSON.missingNode());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            stop(driver);
            client.close();
        }
    }
}
