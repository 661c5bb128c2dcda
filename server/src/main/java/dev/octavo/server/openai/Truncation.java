package dev.octavo.server.openai;

import dev.octavo.server.protocol.ApiException;
import dev.octavo.server.protocol.Fields;
import java.util.OptionalInt;

/**
 * What a client wants done with a prompt that is too long.
 *
 * @param tokens most tokens kept; -1 for as many as fit beside the answer; empty to refuse instead
 * @param keepStart whether the first tokens are kept, not the last
 */
record Truncation(OptionalInt tokens, boolean keepStart) {

    static final Truncation NONE = new Truncation(OptionalInt.empty(), false);

    static Truncation read(Fields fields) {
        OptionalInt tokens = fields.integer("truncate_prompt_tokens", -1, Integer.MAX_VALUE);
        if (tokens.isPresent() && tokens.getAsInt() == 0) {
            String path = fields.path("truncate_prompt_tokens");
            throw ApiException.badField(path, path + " must be -1 or at least 1, but is 0.");
        }
        String side = fields.text("truncation_side").orElse("left");
        if (!side.equals("left") && !side.equals("right")) {
            String path = fields.path("truncation_side");
            throw ApiException.badField(path, path + " must be \"left\" or \"right\".");
        }
        return new Truncation(tokens, side.equals("right"));
    }
}
