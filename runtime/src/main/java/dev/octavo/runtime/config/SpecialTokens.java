package dev.octavo.runtime.config;

import java.util.List;
import java.util.OptionalInt;

/**
 * Token ids with a meaning. Negative ids in a file, which some old checkpoints use for "none", count as absent.
 *
 * @param bos beginning of a sequence
 * @param eos ends of a sequence, any of which stops generation; may be empty
 * @param pad padding
 */
public record SpecialTokens(OptionalInt bos, List<Integer> eos, OptionalInt pad) {

    private static final int MAX_EOS = 1024;

    public SpecialTokens {
        eos = List.copyOf(eos);
    }

    static SpecialTokens read(ConfigObject config) {
        List<Integer> eos = config.has("eos_token_id")
                ? config.int32s("eos_token_id", MAX_EOS, -1, Integer.MAX_VALUE).stream()
                        .filter(id -> id >= 0)
                        .distinct()
                        .toList()
                : List.of();
        return new SpecialTokens(id(config, "bos_token_id"), eos, id(config, "pad_token_id"));
    }

    private static OptionalInt id(ConfigObject config, String name) {
        if (!config.has(name)) {
            return OptionalInt.empty();
        }
        // A list occurs; its first id is the one that is added to prompts.
        List<Integer> ids = config.int32s(name, MAX_EOS, -1, Integer.MAX_VALUE);
        return ids.isEmpty() || ids.getFirst() < 0 ? OptionalInt.empty() : OptionalInt.of(ids.getFirst());
    }
}
