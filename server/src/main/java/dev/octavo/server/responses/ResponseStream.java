package dev.octavo.server.responses;

import dev.octavo.runtime.generate.GenerationChunk;
import dev.octavo.runtime.generate.GenerationUsage;
import dev.octavo.server.http.ClientGoneException;
import dev.octavo.server.protocol.ApiException;
import dev.octavo.server.protocol.EventStream;
import dev.octavo.server.protocol.JsonWriter;
import java.util.List;

/** An answer as events, in OpenAI's order: the response, its message, its part, the text, and each of them again when it is done. */
final class ResponseStream {

    private final ResponseObject response;
    private final OutputItem item;
    private final EventStream events;
    private long sequence;

    ResponseStream(ResponseObject response, OutputItem item, EventStream events) {
        this.response = response;
        this.item = item;
        this.events = events;
    }

    /** Everything before the first text. */
    void begin() throws ClientGoneException {
        for (String type : List.of("response.created", "response.in_progress")) {
            JsonWriter out = open(type).name("response");
            response.pending(out, "in_progress");
            close(out);
        }
        JsonWriter added =
                open("response.output_item.added").name("output_index").value(0);
        item.writeEmpty(added.name("item"));
        close(added);
        JsonWriter part = inPart("response.content_part.added").name("part");
        item.part(part, "", List.of());
        close(part);
    }

    void delta(GenerationChunk chunk) throws ClientGoneException {
        if (chunk.text().isEmpty() && chunk.logprobs().isEmpty()) {
            return;
        }
        JsonWriter out = inPart("response.output_text.delta");
        out.name("delta").value(chunk.text()).name("logprobs");
        item.logprobs(out, chunk.logprobs());
        close(out);
    }

    /** Everything after the last text. */
    void end(ResponseOutput output, GenerationUsage usage) throws ClientGoneException {
        JsonWriter text = inPart("response.output_text.done");
        text.name("text").value(output.text()).name("logprobs");
        item.logprobs(text, output.logprobs());
        close(text);
        JsonWriter part = inPart("response.content_part.done").name("part");
        item.part(part, output.text(), output.logprobs());
        close(part);
        JsonWriter done = open("response.output_item.done").name("output_index").value(0);
        item.write(done.name("item"), output, output.itemStatus());
        close(done);
        String status = output.status().equals("completed") ? "completed" : "incomplete";
        JsonWriter out = open("response." + status).name("response");
        response.ended(out, output, usage);
        close(out);
        events.finish();
    }

    /** The end of an answer that broke off. */
    void fail(ResponseOutput output, ApiException error) throws ClientGoneException {
        JsonWriter out = open("response.failed").name("response");
        response.failed(out, output, error);
        close(out);
        events.finish();
    }

    private JsonWriter open(String type) {
        JsonWriter out = events.event(type);
        return out.beginObject()
                .name("type")
                .value(type)
                .name("sequence_number")
                .value(sequence++);
    }

    private JsonWriter inPart(String type) {
        return open(type)
                .name("item_id")
                .value(item.id())
                .name("output_index")
                .value(0)
                .name("content_index")
                .value(0);
    }

    private void close(JsonWriter out) throws ClientGoneException {
        out.endObject();
        events.send();
    }
}
