package dev.octavo.server.openai;

import dev.octavo.runtime.generate.FinishReason;
import dev.octavo.runtime.generate.Generation;
import dev.octavo.runtime.generate.GenerationChunk.StopReason;
import dev.octavo.runtime.generate.TokenLogprob;
import dev.octavo.server.protocol.JsonWriter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** What plain and streamed answers of {@code /v1/completions} have in common. */
final class CompletionFormat {

    private final CompletionRequest request;
    private final List<Prompt> prompts;
    private final TokenText text;
    private final CompletionLogprobs logprobs;

    CompletionFormat(CompletionRequest request, List<Prompt> prompts, TokenText text) {
        this.request = request;
        this.prompts = prompts;
        this.text = text;
        this.logprobs = new CompletionLogprobs(text, request.logprobs().orElse(0));
    }

    CompletionRequest request() {
        return request;
    }

    Prompt prompt(int index) {
        return prompts.get(index);
    }

    TokenText tokenText() {
        return text;
    }

    int choices() {
        return prompts.size() * request.common().n();
    }

    int index(int prompt, int choice) {
        return prompt * request.common().n() + choice;
    }

    /** The text that {@code echo} repeats. */
    String echo(int prompt) {
        Prompt given = prompts.get(prompt);
        return given.text().orElseGet(() -> text.tokenizer().decode(given.ids(), false));
    }

    /** Opens a choice and writes its text and log-probabilities. */
    void writeText(JsonWriter out, int index, Part part, int textOffset) {
        out.beginObject().name("index").value(index);
        out.name("text").value(part.text());
        out.name("logprobs");
        if (request.logprobs().isPresent()) {
            logprobs.write(out, part.ids(), part.logprobs(), textOffset);
        } else {
            out.nullValue();
        }
        Ending.write(out, part.finish(), part.stop());
    }

    /**
     * A part of a choice.
     *
     * @param text its text
     * @param ids its tokens
     * @param logprobs one for each token
     * @param finish how it ended, on the last part
     * @param stop what ended it
     */
    record Part(
            String text,
            int[] ids,
            List<Optional<TokenLogprob>> logprobs,
            Optional<FinishReason> finish,
            Optional<StopReason> stop) {

        /** The same without its tokens and text, for requests that generate nothing. */
        Part withoutOutput() {
            Optional<FinishReason> length = finish.map(f -> f == FinishReason.STOP ? FinishReason.LENGTH : f);
            return new Part("", new int[0], List.of(), length, Optional.empty());
        }

        Part after(String promptText, int[] promptIds, List<Optional<TokenLogprob>> promptLogprobs) {
            int[] all = Arrays.copyOf(promptIds, promptIds.length + ids.length);
            System.arraycopy(ids, 0, all, promptIds.length, ids.length);
            List<Optional<TokenLogprob>> both = new ArrayList<>(promptLogprobs);
            both.addAll(logprobs);
            return new Part(promptText + text, all, both, finish, stop);
        }
    }

    /** Puts the prompt before a part, if the request wants that. */
    Part echoed(Part part, int prompt, Generation generation) {
        Part own = request.promptOnly() ? part.withoutOutput() : part;
        if (!request.echo()) {
            return own;
        }
        List<Optional<TokenLogprob>> before = request.logprobs().isPresent() ? generation.promptLogprobs() : List.of();
        return own.after(echo(prompt), prompts.get(prompt).ids(), before);
    }

    static List<Optional<TokenLogprob>> optional(List<TokenLogprob> logprobs) {
        return logprobs.stream().map(Optional::of).toList();
    }
}
