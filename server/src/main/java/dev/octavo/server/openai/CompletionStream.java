package dev.octavo.server.openai;

import dev.octavo.runtime.generate.GenerationChunk;
import dev.octavo.server.http.ClientGoneException;
import dev.octavo.server.protocol.EventStream;
import dev.octavo.server.protocol.JsonWriter;
import java.util.Arrays;

/** A streamed answer of {@code /v1/completions}. */
final class CompletionStream {

    private final CompletionFormat format;
    private final AnswerHead head;
    private final EventStream events;
    private final UsageCounter usage;
    private final boolean[] begun;
    private final int[] textLength;
    private final int[] tokens;

    CompletionStream(CompletionFormat format, AnswerHead head, EventStream events, UsageCounter usage) {
        this.format = format;
        this.head = head;
        this.events = events;
        this.usage = usage;
        this.begun = new boolean[format.choices()];
        this.textLength = new int[format.choices()];
        this.tokens = new int[format.choices()];
    }

    void run(GenerationGroup group) throws ClientGoneException, InterruptedException {
        int interval = format.request().common().streaming().interval();
        group.read(new ChunkMerger(interval, (prompt, chunk) -> send(prompt, chunk, group)));
        if (format.request().common().streaming().usage()) {
            JsonWriter out = events.event();
            head.writeWhole(out);
            out.name("choices").beginArray().endArray().name("usage");
            usage.total(group).write(out);
            out.endObject();
            events.send();
        }
        events.done();
    }

    private void send(int prompt, GenerationChunk chunk, GenerationGroup group) throws ClientGoneException {
        int index = format.index(prompt, chunk.choice());
        boolean first = !begun[index];
        CompletionFormat.Part part = new CompletionFormat.Part(
                chunk.text(),
                chunk.tokenIds(),
                CompletionFormat.optional(chunk.logprobs()),
                chunk.finish(),
                chunk.stopReason());
        if (first) {
            part = format.echoed(part, prompt, group.generation(prompt));
        } else if (format.request().promptOnly()) {
            part = part.withoutOutput();
        }
        tokens[index] += chunk.tokenIds().length;
        if (!worthSending(part, first)) {
            return;
        }
        begun[index] = true;
        write(prompt, index, part, first);
        textLength[index] += part.text().codePointCount(0, part.text().length());
    }

    private boolean worthSending(CompletionFormat.Part part, boolean first) {
        CommonRequest common = format.request().common();
        boolean tokensToTell =
                part.ids().length > 0 && (format.request().logprobs().isPresent() || common.returnTokenIds());
        return !part.text().isEmpty()
                || part.finish().isPresent()
                || tokensToTell
                || (first && common.returnTokenIds())
                || common.streaming().continuousUsage();
    }

    private void write(int prompt, int index, CompletionFormat.Part part, boolean first) throws ClientGoneException {
        CommonRequest common = format.request().common();
        int[] promptIds = format.prompt(prompt).ids();
        JsonWriter out = events.event();
        head.write(out);
        out.name("choices").beginArray();
        format.writeText(out, index, part, textLength[index]);
        if (common.returnTokenIds()) {
            if (first) {
                out.name("prompt_token_ids").values(promptIds);
            }
            int echoed = first && format.request().echo() ? promptIds.length : 0;
            out.name("token_ids").values(Arrays.copyOfRange(part.ids(), echoed, part.ids().length));
        }
        out.endObject().endArray();
        if (common.streaming().continuousUsage()) {
            out.name("usage");
            usage.soFar(promptIds.length, tokens[index]).write(out);
        }
        out.endObject();
        events.send();
    }
}
