package dev.octavo.server.openai;

import dev.octavo.server.http.ClientGoneException;
import dev.octavo.server.protocol.JsonWriter;
import java.util.ArrayList;
import java.util.List;

/** A whole answer of {@code /v1/completions}. */
final class CompletionAnswer {

    private final CompletionFormat format;
    private final AnswerHead head;

    CompletionAnswer(CompletionFormat format, AnswerHead head) {
        this.format = format;
        this.head = head;
    }

    byte[] collect(GenerationGroup group, UsageCounter usage) throws ClientGoneException, InterruptedException {
        List<Choice> choices = new ArrayList<>();
        for (int i = 0; i < format.choices(); i++) {
            choices.add(new Choice());
        }
        group.read((prompt, chunk) ->
                choices.get(format.index(prompt, chunk.choice())).add(chunk));
        JsonWriter out = new JsonWriter();
        head.writeWhole(out);
        out.name("choices").beginArray();
        int n = format.request().common().n();
        for (int i = 0; i < choices.size(); i++) {
            choice(out, i, i / n, choices.get(i), group);
        }
        out.endArray().name("usage");
        usage.total(group).write(out);
        return out.endObject().toByteArray();
    }

    private void choice(JsonWriter out, int index, int prompt, Choice choice, GenerationGroup group) {
        CommonRequest common = format.request().common();
        CompletionFormat.Part part = new CompletionFormat.Part(
                choice.text(),
                choice.ids(),
                CompletionFormat.optional(choice.logprobs()),
                choice.finish(),
                choice.stop());
        format.writeText(out, index, format.echoed(part, prompt, group.generation(prompt)), 0);
        if (common.promptLogprobs() >= 0) {
            out.name("prompt_logprobs");
            PromptLogprobs.write(
                    out, group.generation(prompt).promptLogprobs(), format.tokenText(), common.promptLogprobs());
        }
        if (common.returnTokenIds()) {
            out.name("prompt_token_ids").values(format.prompt(prompt).ids());
            out.name("token_ids").values(format.request().promptOnly() ? new int[0] : choice.ids());
        }
        out.endObject();
    }
}
