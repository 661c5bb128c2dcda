package dev.octavo.server.http;

import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.DefaultHttpHeadersFactory;
import io.netty.handler.codec.http.DefaultHttpResponse;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;

/** Builds what goes over the wire. */
final class Responses {

    private Responses() {}

    static FullHttpResponse proceed() {
        return new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.CONTINUE, Unpooled.EMPTY_BUFFER);
    }

    static FullHttpResponse refusal(Refusal refusal, ErrorFormat errors) {
        HttpResponse response = HttpResponse.json(refusal.status(), errors.body(refusal.status(), refusal.message()));
        HttpHeaders headers = DefaultHttpHeadersFactory.headersFactory().newHeaders();
        if (refusal.status() == 503) {
            headers.set(HttpHeaderNames.RETRY_AFTER, "1");
        }
        return whole(response, headers, false);
    }

    static FullHttpResponse whole(HttpResponse response, HttpHeaders more, boolean keepAlive) {
        FullHttpResponse message = new DefaultFullHttpResponse(
                HttpVersion.HTTP_1_1,
                HttpResponseStatus.valueOf(response.status()),
                Unpooled.wrappedBuffer(response.body()));
        message.headers().add(more);
        head(message.headers(), response.contentType(), keepAlive);
        if (response.status() != 204 && response.status() != 304) {
            message.headers().set(HttpHeaderNames.CONTENT_LENGTH, response.body().length);
        }
        return message;
    }

    static io.netty.handler.codec.http.HttpResponse streamed(
            int status, String contentType, HttpHeaders more, boolean chunked, boolean keepAlive) {
        io.netty.handler.codec.http.HttpResponse message =
                new DefaultHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.valueOf(status));
        message.headers().add(more);
        head(message.headers(), contentType, keepAlive);
        message.headers().set(HttpHeaderNames.CACHE_CONTROL, "no-cache");
        message.headers().set("X-Accel-Buffering", "no");
        if (chunked) {
            message.headers().set(HttpHeaderNames.TRANSFER_ENCODING, HttpHeaderValues.CHUNKED);
        }
        return message;
    }

    private static void head(HttpHeaders headers, String contentType, boolean keepAlive) {
        if (!contentType.isEmpty()) {
            headers.set(HttpHeaderNames.CONTENT_TYPE, contentType);
        }
        headers.set(
                HttpHeaderNames.DATE, DateTimeFormatter.RFC_1123_DATE_TIME.format(ZonedDateTime.now(ZoneOffset.UTC)));
        if (!keepAlive) {
            headers.set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE);
        }
    }
}
