package dev.octavo.server.openai;

import dev.octavo.runtime.sample.SamplingParams;
import dev.octavo.server.protocol.Fields;
import dev.octavo.server.protocol.JsonWriter;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/** Sampling parameters as {@code sampling_params}: what was asked for, with the model's defaults filled in. */
final class SamplingParamsWriter {

    private static final List<String> AS_GIVEN = List.of(
            "bad_words",
            "logit_bias",
            "logprob_token_ids",
            "repetition_detection",
            "spaces_between_special_tokens",
            "use_beam_search",
            "length_penalty",
            "early_stopping");

    private SamplingParamsWriter() {}

    static void write(JsonWriter out, SamplingParams params, Fields given) {
        out.beginObject();
        out.name("n").value(params.n());
        out.name("presence_penalty").value(params.presencePenalty());
        out.name("frequency_penalty").value(params.frequencyPenalty());
        out.name("repetition_penalty").value(params.repetitionPenalty());
        out.name("temperature").value(params.temperature());
        out.name("top_p").value(params.topP());
        out.name("top_k").value(params.topK());
        out.name("min_p").value(params.minP());
        if (params.seed().isPresent()) {
            out.name("seed").value(params.seed().getAsLong());
        }
        out.name("stop").beginArray();
        params.stop().forEach(out::value);
        out.endArray();
        ids(out, "stop_token_ids", params.stopTokenIds());
        if (!params.allowedTokenIds().isEmpty()) {
            ids(out, "allowed_token_ids", params.allowedTokenIds());
        }
        out.name("include_stop_str_in_output").value(params.includeStopInOutput());
        out.name("ignore_eos").value(params.ignoreEos());
        out.name("max_tokens").value(params.maxTokens());
        out.name("min_tokens").value(params.minTokens());
        level(out, "logprobs", params.logprobs());
        level(out, "prompt_logprobs", params.promptLogprobs());
        out.name("skip_special_tokens").value(params.skipSpecialTokens());
        for (String name : AS_GIVEN) {
            Optional.ofNullable(given.members().get(name))
                    .ifPresent(node -> out.name(name).json(node));
        }
        out.endObject();
    }

    private static void ids(JsonWriter out, String name, List<Integer> ids) {
        out.name(name).values(ids.stream().mapToInt(Integer::intValue).toArray());
    }

    private static void level(JsonWriter out, String name, OptionalInt alternatives) {
        alternatives.ifPresent(count -> out.name(name).value(count));
    }
}
