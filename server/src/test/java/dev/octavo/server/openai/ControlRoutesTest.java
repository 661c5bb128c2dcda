package dev.octavo.server.openai;

import static org.assertj.core.api.Assertions.assertThat;

import dev.octavo.runtime.generate.EngineControl;
import dev.octavo.server.openai.OperationsConfig.Control;
import dev.octavo.server.openai.OperationsConfig.Listener;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class ControlRoutesTest {

    private static final Control BESIDE = new Control(true, Optional.empty());

    /** Remembers what was asked of it. */
    private static final class FakeControl implements EngineControl {

        final List<String> calls = new ArrayList<>();
        final Set<Operation> operations = EnumSet.allOf(Operation.class);
        boolean idle = true;
        boolean paused;
        boolean asleep;

        @Override
        public Set<Operation> operations() {
            return operations;
        }

        @Override
        public boolean resetPrefixCache() {
            return idle;
        }

        @Override
        public void pause(PauseMode mode) {
            paused = true;
            calls.add("pause " + mode);
        }

        @Override
        public void resume() {
            paused = false;
        }

        @Override
        public boolean isPaused() {
            return paused;
        }

        @Override
        public void sleep(int level) {
            asleep = true;
            calls.add("sleep " + level);
        }

        @Override
        public void wakeUp() {
            asleep = false;
        }

        @Override
        public boolean isSleeping() {
            return asleep;
        }
    }

    private static ServerFixture server(FakeControl control, Control where) {
        FakeEngine engine = new FakeEngine();
        engine.control = control;
        return new ServerFixture(s -> s.operations(OperationsConfig.defaults().withControl(where)), engine);
    }

    @Test
    void theyAreOffByDefault() throws Exception {
        try (ServerFixture server = server(new FakeControl(), Control.NONE)) {
            assertThat(server.post("/pause", "").statusCode()).isEqualTo(404);
            assertThat(server.post("/sleep", "").statusCode()).isEqualTo(404);
            assertThat(server.get("/server_info").statusCode()).isEqualTo(404);
        }
    }

    @Test
    void theyDoWhatTheyAreAsked() throws Exception {
        FakeControl control = new FakeControl();
        try (ServerFixture server = server(control, BESIDE)) {
            assertThat(server.post("/pause?mode=keep", "").body()).isEqualTo("{\"status\":\"paused\"}");
            assertThat(server.post("/pause", "").statusCode()).isEqualTo(200);
            assertThat(server.get("/is_paused").body()).isEqualTo("{\"is_paused\":true}");
            assertThat(server.post("/resume", "").body()).isEqualTo("{\"status\":\"resumed\"}");
            assertThat(server.get("/is_paused").body()).isEqualTo("{\"is_paused\":false}");
            assertThat(server.post("/sleep?level=2", "").statusCode()).isEqualTo(200);
            assertThat(server.post("/sleep", "").statusCode()).isEqualTo(200);
            assertThat(server.get("/is_sleeping").body()).isEqualTo("{\"is_sleeping\":true}");
            assertThat(server.post("/wake_up", "").statusCode()).isEqualTo(200);
            assertThat(server.get("/is_sleeping").body()).isEqualTo("{\"is_sleeping\":false}");
            assertThat(control.calls).containsExactly("pause KEEP", "pause ABORT", "sleep 2", "sleep 1");
            assertThat(server.post("/reset_prefix_cache", "").statusCode()).isEqualTo(200);
            control.idle = false;
            assertThat(server.post("/reset_prefix_cache", "").statusCode()).isEqualTo(409);
            assertThat(server.post("/pause?mode=never", "").statusCode()).isEqualTo(400);
            assertThat(server.post("/sleep?level=3", "").statusCode()).isEqualTo(400);
            assertThat(server.get("/server_info").body())
                    .contains("\"served_model_names\":[\"org/tiny\",\"alias\"]", "\"max_model_len\":512");
            assertThat(server.get("/pause").statusCode()).isEqualTo(405);
        }
    }

    @Test
    void whatTheEngineCannotDoIsNotThere() throws Exception {
        FakeControl control = new FakeControl();
        control.operations.remove(EngineControl.Operation.SLEEP);
        control.operations.remove(EngineControl.Operation.PAUSE);
        try (ServerFixture server = server(control, BESIDE)) {
            for (String path : List.of("/sleep", "/wake_up", "/is_sleeping", "/pause", "/resume", "/is_paused")) {
                assertThat(server.post(path, "").statusCode()).as(path).isEqualTo(404);
            }
            assertThat(server.post("/reset_prefix_cache", "").statusCode()).isEqualTo(200);
        }
    }

    @Test
    void aListenerOfTheirOwnKeepsThemFromOthers() throws Exception {
        try (ServerFixture server =
                server(new FakeControl(), new Control(false, Optional.of(new Listener("127.0.0.1", 0))))) {
            int port = server.server.controlAddress().orElseThrow().getPort();
            assertThat(port).isNotEqualTo(server.port());
            assertThat(server.post("/pause", "").statusCode()).isEqualTo(404);
            assertThat(apart(server, port, "/pause").statusCode()).isEqualTo(200);
            assertThat(apart(server, port, "/v1/completions").statusCode()).isEqualTo(404);
        }
    }

    private static HttpResponse<String> apart(ServerFixture server, int port, String path) throws Exception {
        return server.send(HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                .POST(HttpRequest.BodyPublishers.noBody())
                .build());
    }

    @Test
    void requestsAreAbortedByTheIdsThatClientsKnow() throws Exception {
        try (ServerFixture server = server(new FakeControl(), BESIDE)) {
            server.engine.script = request -> FakeScript.endless(Duration.ofMillis(200));
            List<CompletableFuture<HttpResponse<String>>> answers = new ArrayList<>();
            for (String id : List.of("one", "two", "one-0-1")) {
                answers.add(server.client.sendAsync(
                        server.request("/v1/completions")
                                .header("X-Request-Id", id)
                                .POST(HttpRequest.BodyPublishers.ofString(
                                        "{\"prompt\":[\"a\",\"b\"],\"max_tokens\":400}"))
                                .build(),
                        HttpResponse.BodyHandlers.ofString()));
            }
            ServerFixture.eventually(() -> server.engine.running.size() == 6);
            assertThat(server.post("/abort_requests", "{\"request_ids\":[\"cmpl-one\",\"cmpl-nobody\"]}")
                            .body())
                    .isEqualTo("{\"aborted\":2}");
            assertThat(answers.getFirst().get().statusCode()).isEqualTo(200);
            assertThat(server.engine.running).hasSize(4);
            assertThat(server.post("/abort_requests", "{\"request_ids\":[\"cmpl-two\",\"cmpl-one-0-1\"]}")
                            .body())
                    .isEqualTo("{\"aborted\":4}");
            answers.forEach(CompletableFuture::join);
            assertThat(server.post("/abort_requests", "{\"request_ids\":7}").statusCode())
                    .isEqualTo(400);
            assertThat(server.post("/abort_requests", "{}").statusCode()).isEqualTo(400);
        }
    }

    @Test
    void aDeadEngineIsNotControlled() throws Exception {
        try (ServerFixture server = server(new FakeControl(), BESIDE)) {
            server.engine.failure = Optional.of(new IllegalStateException("boom"));
            assertThat(server.post("/pause", "").statusCode()).isEqualTo(503);
        }
    }
}
