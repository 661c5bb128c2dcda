package dev.octavo.server.bench;

import dev.octavo.runtime.tokenizer.Tokenizer;
import java.util.Optional;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * What is sent: streamed, with usage.
 *
 * @param model name of the model
 * @param chat whether for {@code /chat/completions}, which takes text, or for {@code /completions}, which takes tokens
 * @param tokenizer turns the tokens into text for a chat
 * @param temperature sampling temperature
 * @param ignoreEos whether an answer has exactly the wanted length
 */
public record RequestBody(
        String model, boolean chat, Optional<Tokenizer> tokenizer, double temperature, boolean ignoreEos) {

    /** The body for a prompt. */
    String of(BenchPrompt prompt) {
        ObjectNode body = JsonMapper.shared().createObjectNode();
        body.put("model", model);
        body.put("temperature", temperature);
        body.put("ignore_eos", ignoreEos);
        body.put("stream", true);
        body.putObject("stream_options").put("include_usage", true);
        if (chat) {
            body.put("max_completion_tokens", prompt.outputTokens());
            ObjectNode message = body.putArray("messages").addObject();
            message.put("role", "user").put("content", text(prompt));
        } else {
            body.put("max_tokens", prompt.outputTokens());
            var ids = body.putArray("prompt");
            for (int id : prompt.ids()) {
                ids.add(id);
            }
        }
        return body.toString();
    }

    private String text(BenchPrompt prompt) {
        return tokenizer
                .orElseThrow(() -> new IllegalStateException("a chat needs a tokenizer"))
                .decode(prompt.ids(), true);
    }
}
