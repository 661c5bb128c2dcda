package dev.octavo.server.openai;

import dev.octavo.server.http.ClientGoneException;
import dev.octavo.server.protocol.JsonWriter;
import java.util.ArrayList;
import java.util.List;

/** A whole answer of {@code /v1/chat/completions}. */
final class ChatAnswer {

    private final ChatFormat format;
    private final AnswerHead head;

    ChatAnswer(ChatFormat format, AnswerHead head) {
        this.format = format;
        this.head = head;
    }

    byte[] collect(GenerationGroup group, UsageCounter usage) throws ClientGoneException, InterruptedException {
        CommonRequest common = format.request().common();
        List<Choice> choices = new ArrayList<>();
        for (int i = 0; i < common.n(); i++) {
            choices.add(new Choice());
        }
        group.read((prompt, chunk) -> choices.get(chunk.choice()).add(chunk));
        JsonWriter out = new JsonWriter();
        head.writeWhole(out);
        out.name("choices").beginArray();
        for (int i = 0; i < choices.size(); i++) {
            choice(out, format, i, choices.get(i));
        }
        out.endArray().name("usage");
        usage.total(group).write(out);
        if (common.promptLogprobs() >= 0) {
            out.name("prompt_logprobs");
            PromptLogprobs.write(
                    out, group.generation(0).promptLogprobs(), format.tokenText(), common.promptLogprobs());
        }
        if (common.returnTokenIds()) {
            out.name("prompt_token_ids").values(format.prompt().ids());
        }
        if (format.request().returnPromptText()) {
            out.name("prompt_text").value(format.promptText());
        }
        return out.endObject().toByteArray();
    }

    static void choice(JsonWriter out, ChatFormat format, int index, Choice choice) {
        out.beginObject().name("index").value(index);
        out.name("message").beginObject();
        out.name("role").value(format.role());
        out.name("content").value(format.echo() + choice.text());
        out.name("refusal").nullValue();
        out.name("annotations").nullValue();
        out.name("reasoning").nullValue();
        out.name("tool_calls").beginArray().endArray().endObject();
        out.name("logprobs");
        format.logprobs(out, choice.logprobs());
        Ending.write(out, choice.finish(), choice.stop());
        if (format.request().common().returnTokenIds()) {
            out.name("token_ids").values(choice.ids());
        }
        out.endObject();
    }
}
