package dev.octavo.server.batch;

import dev.octavo.server.http.RequestIds;
import dev.octavo.server.protocol.ApiException;
import dev.octavo.server.protocol.ErrorBody;
import dev.octavo.server.protocol.Fields;
import dev.octavo.server.protocol.JsonWriter;
import dev.octavo.server.protocol.RequestJson;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/**
 * One request of a batch.
 *
 * @param customId the client's name for it
 * @param url where it would be posted
 * @param body the request itself
 */
record BatchItem(String customId, String url, byte[] body) {

    private static final Set<String> URLS = Set.of("/v1/completions", "/v1/chat/completions", "/v1/responses");
    private static final int MAX_ID_CHARS = 512;

    /** A line that is no request: why, and its name if that could be read. */
    static final class Unreadable extends Exception {

        private static final long serialVersionUID = 1L;

        private final transient Optional<String> customId;

        Unreadable(Optional<String> customId, String message) {
            super(message);
            this.customId = customId;
        }

        Optional<String> customId() {
            return customId;
        }
    }

    static BatchItem read(BatchLines.Line line, RequestJson json, int maxBytes) throws Unreadable {
        if (line.tooLong()) {
            throw new Unreadable(Optional.empty(), "line " + line.number() + " is longer than " + maxBytes + " bytes");
        }
        Optional<String> id = Optional.empty();
        try {
            Fields fields = json.parse(line.bytes());
            id = fields.text("custom_id").filter(text -> text.length() <= MAX_ID_CHARS);
            return read(fields, id);
        } catch (ApiException e) {
            throw new Unreadable(id, "line " + line.number() + ": " + e.text());
        }
    }

    private static BatchItem read(Fields fields, Optional<String> id) {
        String customId = id.orElseThrow(() -> ApiException.badField(
                "custom_id", "custom_id is required: a text of at most " + MAX_ID_CHARS + " characters."));
        String method = fields.text("method").orElse("POST");
        if (!method.equals("POST")) {
            throw ApiException.badField("method", "method must be POST, but is " + method + ".");
        }
        String url = fields.text("url").orElse("");
        if (!URLS.contains(url)) {
            throw ApiException.badField(
                    "url",
                    "url \"" + url + "\" cannot be used in batches; use /v1/chat/completions, /v1/completions or "
                            + "/v1/responses.");
        }
        JsonNode body = fields.node("body")
                .filter(JsonNode::isObject)
                .orElseThrow(() -> ApiException.badField("body", "body is required: the request as an object."));
        if (Fields.of(body, "body").flag("stream", false)) {
            throw ApiException.badField("body.stream", "body.stream must be false: batches are not streamed.");
        }
        return new BatchItem(customId, url, body.toString().getBytes(StandardCharsets.UTF_8));
    }

    /** The line that answers it; {@code error} repeats the body of an answer that is one. */
    static byte[] answered(String customId, int status, String requestId, byte[] body) {
        return line(Optional.of(customId), status, requestId, body);
    }

    /** The line for one that was never made. */
    static byte[] refused(Unreadable reason, String requestId) {
        return line(reason.customId(), 400, requestId, ErrorBody.json(400, String.valueOf(reason.getMessage())));
    }

    private static byte[] line(Optional<String> customId, int status, String requestId, byte[] body) {
        JsonWriter out = new JsonWriter();
        out.beginObject().name("id").value("batch_req_" + RequestIds.fresh());
        out.name("custom_id").value(customId.orElse(null));
        out.name("response").beginObject();
        out.name("status_code").value(status);
        out.name("request_id").value(requestId);
        out.name("body").json(body).endObject();
        out.name("error");
        if (status == 200) {
            out.nullValue();
        } else {
            out.json(body);
        }
        return out.endObject().toByteArray();
    }
}
