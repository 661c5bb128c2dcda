package dev.octavo.server.http;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;
import java.util.Locale;
import java.util.Optional;

/** What is checked before a byte of the body is taken. */
final class RequestHead {

    private RequestHead() {}

    static Optional<Refusal> check(io.netty.handler.codec.http.HttpRequest request, HttpLimits limits) {
        if (request.decoderResult().isFailure()) {
            return Optional.of(malformed(request.decoderResult().cause(), limits));
        }
        HttpHeaders headers = request.headers();
        if (request.protocolVersion().majorVersion() != 1) {
            return refuse(505, "Only HTTP/1.1 and HTTP/1.0 are spoken here.");
        }
        if (request.protocolVersion().equals(HttpVersion.HTTP_1_1)
                && headers.getAll(HttpHeaderNames.HOST).size() != 1) {
            return refuse(400, "An HTTP/1.1 request must have exactly one Host header.");
        }
        if (headers.size() > limits.maxHeaders()) {
            return refuse(431, "The request has more than " + limits.maxHeaders() + " header fields.");
        }
        String coding = headers.get(HttpHeaderNames.TRANSFER_ENCODING);
        if (coding != null && !coding.trim().equalsIgnoreCase("chunked")) {
            return refuse(501, "The only transfer coding understood is chunked.");
        }
        String content = headers.get(HttpHeaderNames.CONTENT_ENCODING);
        if (content != null && !content.trim().equalsIgnoreCase("identity")) {
            return refuse(415, "Compressed request bodies are not accepted; send the body without Content-Encoding.");
        }
        String expect = headers.get(HttpHeaderNames.EXPECT);
        if (expect != null && !expect.trim().toLowerCase(Locale.ROOT).equals("100-continue")) {
            return refuse(417, "The only expectation understood is 100-continue.");
        }
        return length(request, limits);
    }

    private static Optional<Refusal> length(io.netty.handler.codec.http.HttpRequest request, HttpLimits limits) {
        try {
            if (HttpUtil.getContentLength(request, 0L) > limits.maxBodyBytes()) {
                return Optional.of(tooLong(limits));
            }
            return Optional.empty();
        } catch (NumberFormatException e) {
            return refuse(400, "The Content-Length is not a number.");
        }
    }

    static Refusal malformed(Throwable cause, HttpLimits limits) {
        if (cause instanceof TooLongHttpLineException) {
            return new Refusal(414, "The request line is longer than " + limits.maxInitialLineBytes() + " bytes.");
        }
        if (cause instanceof TooLongHttpHeaderException) {
            return new Refusal(431, "The request headers are longer than " + limits.maxHeaderBytes() + " bytes.");
        }
        return new Refusal(400, "The bytes received are not a well-formed HTTP/1.1 request.");
    }

    static Refusal tooLong(HttpLimits limits) {
        return new Refusal(413, "The request body is longer than " + limits.maxBodyBytes() + " bytes.");
    }

    private static Optional<Refusal> refuse(int status, String message) {
        return Optional.of(new Refusal(status, message));
    }
}
