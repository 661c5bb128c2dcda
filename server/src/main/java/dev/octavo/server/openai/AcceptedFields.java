package dev.octavo.server.openai;

import dev.octavo.server.protocol.ApiException;
import dev.octavo.server.protocol.Fields;
import java.util.List;

/** Fields that clients send out of habit and that change nothing here: their types are checked, then they are ignored, as in vLLM. What would change the answer is refused. */
final class AcceptedFields {

    private static final List<String> TEXTS =
            List.of("user", "session_id", "service_tier", "safety_identifier", "prompt_cache_key");
    private static final List<String> FLAGS = List.of("parallel_tool_calls", "include_reasoning", "store");
    private static final List<String> OBJECTS =
            List.of("vllm_xargs", "metadata", "media_io_kwargs", "mm_processor_kwargs");
    private static final List<String> REFUSED_IF_TRUE = List.of("return_token_offsets", "return_assistant_tokens_mask");

    private AcceptedFields() {}

    static void check(Fields fields) {
        TEXTS.forEach(fields::text);
        FLAGS.forEach(name -> fields.flag(name, false));
        OBJECTS.forEach(fields::object);
        fields.integer("routed_experts_prompt_start");
        for (String name : REFUSED_IF_TRUE) {
            if (fields.flag(name, false)) {
                throw ApiException.badField(
                        fields.path(name), fields.path(name) + " is not supported: leave it out or set it to false.");
            }
        }
    }
}
