package dev.octavo.server.anthropic;

import dev.octavo.runtime.generate.GenerationChunk;
import dev.octavo.runtime.generate.GenerationUsage;
import dev.octavo.server.http.ClientGoneException;
import dev.octavo.server.protocol.ApiException;
import dev.octavo.server.protocol.ChatRun;
import dev.octavo.server.protocol.EventStream;
import dev.octavo.server.protocol.JsonWriter;

/** An answer as events, in Anthropic's order: the message, its only block, the block's text, and the end of both. */
final class MessageStream {

    private final MessageAnswer answer;
    private final EventStream events;
    private final ChatRun run;
    private final int promptTokens;
    private boolean begun;

    MessageStream(MessageAnswer answer, EventStream events, ChatRun run, int promptTokens) {
        this.answer = answer;
        this.events = events;
        this.run = run;
        this.promptTokens = promptTokens;
    }

    void run() throws ClientGoneException, InterruptedException {
        run.read(this::send);
        begin();
        finish();
    }

    private void begin() throws ClientGoneException {
        if (begun) {
            return;
        }
        begun = true;
        JsonWriter message = open("message_start").name("message");
        answer.write(message, false, promptTokens, 0, run.usage().cachedTokens());
        close(message);
        JsonWriter block = open("content_block_start").name("index").value(0);
        block.name("content_block").beginObject();
        block.name("type").value("text").name("text").value("").endObject();
        close(block);
        close(open("ping"));
    }

    private void send(GenerationChunk chunk) throws ClientGoneException {
        begin();
        answer.add(chunk);
        if (chunk.text().isEmpty()) {
            return;
        }
        JsonWriter out = open("content_block_delta").name("index").value(0);
        out.name("delta").beginObject();
        out.name("type").value("text_delta").name("text").value(chunk.text()).endObject();
        close(out);
    }

    private void finish() throws ClientGoneException {
        close(open("content_block_stop").name("index").value(0));
        GenerationUsage usage = run.usage();
        JsonWriter out = open("message_delta").name("delta").beginObject();
        answer.writeStop(out, true);
        out.endObject().name("usage");
        MessageAnswer.writeUsage(out, usage.promptTokens(), usage.completionTokens(), usage.cachedTokens());
        close(out);
        close(open("message_stop"));
        events.finish();
    }

    /** The end of an answer that broke off. */
    void fail(ApiException error) throws ClientGoneException {
        AnthropicErrors.write(events.event("error"), error);
        events.send();
        events.finish();
    }

    private JsonWriter open(String type) {
        return events.event(type).beginObject().name("type").value(type);
    }

    private void close(JsonWriter out) throws ClientGoneException {
        out.endObject();
        events.send();
    }
}
