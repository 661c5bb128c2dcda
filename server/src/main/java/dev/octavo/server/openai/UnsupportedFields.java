package dev.octavo.server.openai;

import dev.octavo.server.protocol.ApiException;
import dev.octavo.server.protocol.Fields;
import java.util.List;
import tools.jackson.databind.JsonNode;

/** Fields that would change the answer but cannot be honoured: refused, since ignoring them would give a wrong answer without a word. */
final class UnsupportedFields {

    private static final List<String> REFUSED_IF_PRESENT = List.of(
            "structured_outputs", "prompt_embeds", "thinking_token_budget", "kv_transfer_params", "ec_transfer_params");

    private UnsupportedFields() {}

    static void check(Fields fields) {
        for (String name : REFUSED_IF_PRESENT) {
            if (fields.has(name)) {
                throw ApiException.badField(fields.path(name), fields.path(name) + " is not supported yet.");
            }
        }
        fields.node("response_format").ifPresent(node -> responseFormat(node, fields.path("response_format")));
    }

    private static void responseFormat(JsonNode node, String path) {
        String type = Fields.of(node, path).text("type").orElse("text");
        if (!type.equals("text")) {
            throw ApiException.badField(
                    path,
                    "response_format of type " + type + " is not supported yet; only \"text\" is. Ask for the form in "
                            + "the prompt and leave response_format out.");
        }
    }
}
