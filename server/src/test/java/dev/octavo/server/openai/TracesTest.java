package dev.octavo.server.openai;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import dev.octavo.server.serving.ServingOptions;
import dev.octavo.server.trace.TraceOptions;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.trace.v1.Span;
import io.opentelemetry.proto.trace.v1.Status;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TracesTest {

    private static final String TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";
    private static final String PARENT = "00f067aa0ba902b7";

    private Collector collector;

    @BeforeEach
    void start() throws Exception {
        collector = new Collector();
    }

    @AfterEach
    void stop() {
        collector.close();
    }

    private static ServerFixture traced(URI endpoint, int queue) {
        TraceOptions options = new TraceOptions(
                endpoint,
                Map.of("x-collector-key", "hush"),
                Map.of("service.name", "octavo-test"),
                queue,
                512,
                Duration.ofMillis(50));
        return ServerFixture.operated(
                o -> o.withServing(ServingOptions.defaults().withTraces(options)));
    }

    private ServerFixture traced() {
        return traced(collector.endpoint(), 2048);
    }

    private static HttpResponse<String> post(ServerFixture server, String body, String parent) throws Exception {
        HttpRequest.Builder request = server.request("/v1/completions")
                .header("X-Request-Id", "r1")
                .POST(HttpRequest.BodyPublishers.ofString(body));
        if (!parent.isEmpty()) {
            request.header("traceparent", parent).header("tracestate", "vendor=1");
        }
        return server.send(request.build());
    }

    private static String hex(ByteString bytes) {
        return HexFormat.of().formatHex(bytes.toByteArray());
    }

    @Test
    void aRequestIsASpanWithVllmsAttributes() throws Exception {
        long before = System.currentTimeMillis();
        try (ServerFixture server = traced()) {
            post(
                    server,
                    "{\"prompt\":\"abcd\",\"max_tokens\":5,\"temperature\":0.5,\"top_p\":0.25,\"n\":2}",
                    "00-" + TRACE + "-" + PARENT + "-01");
            ServerFixture.eventually(() -> collector.spans().size() == 1);
        }
        Span span = collector.spans().getFirst();
        assertThat(hex(span.getTraceId())).isEqualTo(TRACE);
        assertThat(hex(span.getParentSpanId())).isEqualTo(PARENT);
        assertThat(hex(span.getSpanId())).hasSize(16).isNotEqualTo(PARENT);
        assertThat(span.getTraceState()).isEqualTo("vendor=1");
        assertThat(span.getName()).isEqualTo("llm_request");
        assertThat(span.getKind()).isEqualTo(Span.SpanKind.SPAN_KIND_SERVER);
        assertThat(TimeUnit.NANOSECONDS.toMillis(span.getStartTimeUnixNano()))
                .isBetween(before, System.currentTimeMillis());
        assertThat(span.getEndTimeUnixNano()).isGreaterThan(span.getStartTimeUnixNano());
        assertThat(span.getStatus().getCode()).isEqualTo(Status.StatusCode.STATUS_CODE_UNSET);
        Map<String, Object> attributes = Collector.attributes(span);
        assertThat(attributes)
                .containsEntry("gen_ai.response.model", "org/tiny")
                .containsEntry("gen_ai.request.n", 2L)
                .containsEntry("gen_ai.request.max_tokens", 5L)
                .containsEntry("gen_ai.request.temperature", 0.5)
                .containsEntry("gen_ai.request.top_p", 0.25)
                .containsEntry("gen_ai.usage.prompt_tokens", 5L)
                .containsEntry("gen_ai.usage.completion_tokens", 10L)
                .containsEntry("gen_ai.response.finish_reasons", List.of("length", "length"));
        assertThat(attributes.get("gen_ai.request.id")).asString().startsWith("cmpl-r1-");
        assertThat(attributes.get("gen_ai.latency.e2e"))
                .asInstanceOf(InstanceOfAssertFactories.DOUBLE)
                .isPositive();
        assertThat(collector.keys).containsOnly("hush");
        assertThat(collector.requests.peek().getResourceSpans(0).getResource().getAttributesList())
                .extracting(KeyValue::getKey)
                .contains("service.name");
        assertThat(collector
                        .requests
                        .peek()
                        .getResourceSpans(0)
                        .getScopeSpans(0)
                        .getScope()
                        .getName())
                .isEqualTo("octavo");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "nonsense",
                "00-" + TRACE + "-" + PARENT,
                "00-" + TRACE + "-" + PARENT + "-01-more",
                "ff-" + TRACE + "-" + PARENT + "-01",
                "00-00000000000000000000000000000000-" + PARENT + "-01",
                "00-" + TRACE + "-0000000000000000-01",
                "00-4BF92F3577B34DA6A3CE929D0E0E4736-" + PARENT + "-01"
            })
    void withoutASoundParentATraceBegins(String parent) throws Exception {
        try (ServerFixture server = traced()) {
            post(server, "{\"prompt\":\"a\"}", parent);
            ServerFixture.eventually(() -> collector.spans().size() == 1);
        }
        Span span = collector.spans().getFirst();
        assertThat(span.getTraceId().size()).isEqualTo(16);
        assertThat(hex(span.getTraceId())).isNotEqualTo(TRACE);
        assertThat(span.getParentSpanId().isEmpty()).isTrue();
    }

    @Test
    void whatNobodyWantsToSeeIsNotSent() throws Exception {
        try (ServerFixture server = traced()) {
            post(server, "{\"prompt\":\"a\"}", "00-" + TRACE + "-" + PARENT + "-00");
            post(server, "{\"prompt\":\"b\"}", "");
            ServerFixture.eventually(() -> !collector.spans().isEmpty());
        }
        assertThat(collector.spans()).hasSize(1);
    }

    @Test
    void endsOfAllKindsAreTold() throws Exception {
        try (ServerFixture server = traced()) {
            server.engine.script = request -> FakeScript.failing(1, new IllegalStateException("with a secret"));
            post(server, "{\"prompt\":\"a\"}", "");
            ServerFixture.eventually(() -> collector.spans().size() == 1);
            Span failed = collector.spans().getFirst();
            assertThat(failed.getStatus().getCode()).isEqualTo(Status.StatusCode.STATUS_CODE_ERROR);
            assertThat(failed.getStatus().getMessage()).isEqualTo("IllegalStateException");
            server.engine.script = request -> FakeScript.endless(Duration.ofMillis(200));
            try (RawConnection raw = new RawConnection(server.port())) {
                raw.send(RawConnection.post("/v1/completions", "{\"prompt\":\"a\",\"max_tokens\":500}"));
                ServerFixture.eventually(() -> server.engine.running.size() == 1);
                raw.reset();
            }
            ServerFixture.eventually(() -> collector.spans().size() == 2);
            assertThat(Collector.attributes(collector.spans().getLast()))
                    .containsEntry("gen_ai.response.finish_reasons", List.of("abort"));
        }
    }

    @Test
    void aCollectorThatIsBusyIsAskedAgain() throws Exception {
        collector.refusals.set(1);
        try (ServerFixture server = traced()) {
            post(server, "{\"prompt\":\"a\"}", "");
            ServerFixture.eventually(() -> collector.spans().size() == 1);
            ServerFixture.eventually(() -> metrics(server).contains("octavo:trace_spans_exported_total 1.0\n"));
        }
    }

    @Test
    void aCollectorThatHangsCostsRequestsNothingAndWhatIsDroppedIsCounted() throws Exception {
        collector.delayMillis = 60_000;
        try (ServerFixture server = traced(collector.endpoint(), 10)) {
            long start = System.nanoTime();
            for (int i = 0; i < 100; i++) {
                assertThat(post(server, "{\"prompt\":\"a\"}", "").statusCode()).isEqualTo(200);
            }
            assertThat(Duration.ofNanos(System.nanoTime() - start))
                    .as("none of them waited for the collector")
                    .isLessThan(Duration.ofMillis(collector.delayMillis));
            assertThat(HttpFiguresTest.read(metrics(server)).get("octavo:trace_spans_dropped_total"))
                    .isBetween(1.0, 90.0);
        }
    }

    @Test
    void aCollectorThatIsNotThereIsNotedOnce() throws Exception {
        URI nowhere = collector.endpoint();
        collector.close();
        try (LogCapture log = new LogCapture();
                ServerFixture server = traced(nowhere, 100)) {
            post(server, "{\"prompt\":\"a\"}", "");
            ServerFixture.eventually(() -> metrics(server).contains("octavo:trace_spans_failed_total 1.0\n"));
            assertThat(log.lines())
                    .filteredOn(line -> line.contains("spans could not be sent"))
                    .hasSize(1);
        }
    }

    private static String metrics(ServerFixture server) {
        try {
            return server.get("/metrics").body();
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }
}
