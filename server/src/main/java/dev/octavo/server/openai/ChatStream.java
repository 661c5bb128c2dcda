package dev.octavo.server.openai;

import dev.octavo.runtime.generate.GenerationChunk;
import dev.octavo.runtime.generate.TokenLogprob;
import dev.octavo.server.http.ClientGoneException;
import dev.octavo.server.protocol.EventStream;
import dev.octavo.server.protocol.JsonWriter;
import java.util.List;
import java.util.Optional;

/** A streamed answer of {@code /v1/chat/completions}: for each choice its role, then its text, then how it ended. */
final class ChatStream {

    private final ChatFormat format;
    private final CommonRequest common;
    private final AnswerHead head;
    private final EventStream events;
    private final UsageCounter usage;
    private final int[] tokens;
    private boolean begun;

    ChatStream(ChatFormat format, AnswerHead head, EventStream events, UsageCounter usage) {
        this.format = format;
        this.common = format.request().common();
        this.head = head;
        this.events = events;
        this.usage = usage;
        this.tokens = new int[common.n()];
    }

    void run(GenerationGroup group) throws ClientGoneException, InterruptedException {
        group.read(new ChunkMerger(common.streaming().interval(), (prompt, chunk) -> send(chunk)));
        if (common.streaming().usage()) {
            JsonWriter out = events.event();
            head.writeWhole(out);
            out.name("choices").beginArray().endArray().name("usage");
            usage.total(group).write(out);
            out.endObject();
            events.send();
        }
        events.done();
    }

    private void send(GenerationChunk chunk) throws ClientGoneException {
        if (!begun) {
            begun = true;
            begin();
        }
        tokens[chunk.choice()] += chunk.tokenIds().length;
        boolean tokensToTell = chunk.tokenIds().length > 0 && (format.request().logprobs() || common.returnTokenIds());
        if (chunk.text().isEmpty()
                && chunk.finish().isEmpty()
                && !tokensToTell
                && !common.streaming().continuousUsage()) {
            return;
        }
        JsonWriter out = open(chunk.choice());
        if (!chunk.text().isEmpty()) {
            out.name("content").value(chunk.text());
        }
        out.endObject().name("logprobs");
        format.logprobs(out, chunk.logprobs());
        if (chunk.finish().isPresent()) {
            Ending.write(out, chunk.finish(), chunk.stopReason());
        } else {
            out.name("finish_reason").nullValue();
        }
        close(out, chunk.choice(), Optional.of(chunk.tokenIds()));
    }

    private void begin() throws ClientGoneException {
        for (int i = 0; i < common.n(); i++) {
            JsonWriter out = open(i);
            out.name("role").value(format.role()).name("content").value("");
            out.endObject().name("logprobs").nullValue().name("finish_reason").nullValue();
            close(out, i, Optional.empty());
        }
        String echo = format.echo();
        for (int i = 0; i < common.n() && !echo.isEmpty(); i++) {
            JsonWriter out = open(i);
            out.name("content").value(echo);
            out.endObject().name("logprobs");
            format.logprobs(out, List.<TokenLogprob>of());
            out.name("finish_reason").nullValue();
            close(out, i, Optional.empty());
        }
    }

    /** Begins an event as far as the inside of {@code delta}. */
    private JsonWriter open(int choice) {
        JsonWriter out = events.event();
        head.write(out);
        out.name("choices").beginArray().beginObject();
        out.name("index").value(choice).name("delta").beginObject();
        return out;
    }

    /** Ends an event from the inside of a choice; without ids it is an opening one, which tells those of the prompt. */
    private void close(JsonWriter out, int choice, Optional<int[]> ids) throws ClientGoneException {
        if (common.returnTokenIds() && ids.isPresent()) {
            out.name("token_ids").values(ids.get());
        }
        out.endObject().endArray();
        if (common.returnTokenIds() && ids.isEmpty()) {
            out.name("prompt_token_ids").values(format.prompt().ids());
        }
        if (format.request().returnPromptText() && ids.isEmpty()) {
            out.name("prompt_text").value(format.promptText());
        }
        if (common.streaming().continuousUsage()) {
            out.name("usage");
            usage.soFar(format.prompt().ids().length, tokens[choice]).write(out);
        }
        out.endObject();
        events.send();
    }
}
