package dev.octavo.server.openai;

import dev.octavo.runtime.tokenizer.Tokenizer;
import java.nio.charset.StandardCharsets;

/**
 * How single tokens are spelled in answers: the text of their bytes, or {@code token_id:7}.
 *
 * @param tokenizer the model's
 * @param asIds which of the two
 */
record TokenText(Tokenizer tokenizer, boolean asIds) {

    String of(int id) {
        return asIds ? "token_id:" + id : new String(tokenizer.tokenBytes(id), StandardCharsets.UTF_8);
    }

    byte[] bytes(int id) {
        return asIds ? of(id).getBytes(StandardCharsets.UTF_8) : tokenizer.tokenBytes(id);
    }
}
