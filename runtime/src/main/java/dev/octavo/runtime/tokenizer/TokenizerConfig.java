package dev.octavo.runtime.tokenizer;

import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * What {@code tokenizer_config.json} and the files beside it say that a server needs.
 *
 * @param bos the token for the beginning of a sequence
 * @param eos the token for the end of a sequence
 * @param pad the token for padding
 * @param unk the token for unknown text
 * @param extraSpecialTokens further special tokens that the files name
 * @param addBos whether encoding adds {@code bos}; null where the file leaves it to {@code tokenizer.json}
 * @param addEos whether encoding adds {@code eos}; null where the file leaves it to {@code tokenizer.json}
 * @param chatTemplates Jinja templates by name, the usual one under "default"
 * @param cleanUpTokenizationSpaces what the file says about spaces before punctuation; decoding does not act on it
 * @param modelMaxLength the longest input in tokens; empty where none is stated or the number is a stand-in for none
 * @param tokenizerClass the class that transformers would use
 */
public record TokenizerConfig(
        @Nullable String bos,
        @Nullable String eos,
        @Nullable String pad,
        @Nullable String unk,
        List<String> extraSpecialTokens,
        @Nullable Boolean addBos,
        @Nullable Boolean addEos,
        Map<String, String> chatTemplates,
        boolean cleanUpTokenizationSpaces,
        OptionalLong modelMaxLength,
        @Nullable String tokenizerClass) {

    /** The name of the template that is used where nobody asks for another. */
    public static final String DEFAULT_TEMPLATE = "default";
}
