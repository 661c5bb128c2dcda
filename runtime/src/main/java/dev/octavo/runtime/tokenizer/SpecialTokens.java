package dev.octavo.runtime.tokenizer;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * The tokens with a part in the model's protocol, as {@code tokenizer_config.json} or {@code special_tokens_map.json} name them. An id is
 * empty where the token is not named or not in the vocabulary.
 *
 * @param bos beginning of a sequence
 * @param eos end of a sequence
 * @param pad padding
 * @param unk unknown text
 */
public record SpecialTokens(
        @Nullable String bos,
        OptionalInt bosId,
        @Nullable String eos,
        OptionalInt eosId,
        @Nullable String pad,
        OptionalInt padId,
        @Nullable String unk,
        OptionalInt unkId) {

    /** No such tokens. */
    public static SpecialTokens none() {
        OptionalInt no = OptionalInt.empty();
        return new SpecialTokens(null, no, null, no, null, no, null, no);
    }

    /** Those that are named, under the names that chat templates read: {@code bos_token} and so on. */
    public Map<String, String> templateVariables() {
        Map<String, String> variables = new LinkedHashMap<>();
        put(variables, "bos_token", bos);
        put(variables, "eos_token", eos);
        put(variables, "unk_token", unk);
        put(variables, "pad_token", pad);
        return variables;
    }

    private static void put(Map<String, String> variables, String name, @Nullable String token) {
        if (token != null) {
            variables.put(name, token);
        }
    }
}
