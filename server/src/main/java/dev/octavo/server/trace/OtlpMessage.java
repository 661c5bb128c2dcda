package dev.octavo.server.trace;

import java.util.HexFormat;
import java.util.List;
import java.util.Map;

/** Spans as an {@code ExportTraceServiceRequest} (opentelemetry-proto 1.x; the numbers are its field numbers). */
final class OtlpMessage {

    private static final HexFormat HEX = HexFormat.of();
    private static final int KIND_SERVER = 2;
    private static final int STATUS_ERROR = 2;
    private static final int FLAG_SAMPLED = 1;

    private OtlpMessage() {}

    static byte[] of(List<RequestSpan> spans, Map<String, String> resource, String version) {
        return new ProtoWriter()
                .message(
                        1,
                        resourceSpans -> resourceSpans
                                .message(
                                        1,
                                        attributes -> resource.forEach(
                                                (name, value) -> attribute(attributes, 1, name, value)))
                                .message(2, scope -> {
                                    scope.message(
                                            1,
                                            library -> library.text(1, "octavo").text(2, version));
                                    spans.forEach(span -> scope.message(2, message -> write(message, span)));
                                }))
                .toByteArray();
    }

    private static void write(ProtoWriter out, RequestSpan span) {
        out.bytes(1, HEX.parseHex(span.parent().traceId()))
                .bytes(2, HEX.parseHex(span.spanId()))
                .text(3, span.parent().state());
        if (!span.parent().parentId().isEmpty()) {
            out.bytes(4, HEX.parseHex(span.parent().parentId()));
        }
        out.text(5, "llm_request")
                .varint(6, KIND_SERVER)
                .fixed64(7, span.startNanos())
                .fixed64(8, span.endNanos());
        span.attributes().forEach((name, value) -> attribute(out, 9, name, value));
        if (!span.error().isEmpty()) {
            out.message(15, status -> status.text(2, span.error()).varint(3, STATUS_ERROR));
        }
        out.fixed32(16, FLAG_SAMPLED);
    }

    private static void attribute(ProtoWriter out, int field, String name, Object value) {
        out.message(field, pair -> pair.text(1, name).message(2, any -> value(any, value)));
    }

    private static void value(ProtoWriter any, Object value) {
        switch (value) {
            case Boolean truth -> any.varint(2, truth ? 1 : 0);
            case Integer whole -> any.varint(3, whole);
            case Long whole -> any.varint(3, whole);
            case Number real -> any.real(4, real.doubleValue());
            case List<?> list -> any.message(5, all -> list.forEach(one -> all.message(1, item -> value(item, one))));
            default -> any.bytes(1, value.toString().getBytes(java.nio.charset.StandardCharsets.UTF_8));
        }
    }
}
