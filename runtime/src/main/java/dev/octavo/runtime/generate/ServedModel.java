package dev.octavo.runtime.generate;

import dev.octavo.runtime.tokenizer.Tokenizer;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What a client may know of the model.
 *
 * @param names names that requests may use; the first one is answered with
 * @param root where it was loaded from
 * @param maxModelLength most tokens of prompt and output together
 * @param vocabularySize columns of the logits
 * @param tokenizer its tokenizer
 * @param chatTemplate source of its chat template, if it has one
 * @param endOfSequence tokens that end an output
 * @param defaults sampling defaults
 */
public record ServedModel(
        List<String> names,
        String root,
        int maxModelLength,
        int vocabularySize,
        Tokenizer tokenizer,
        Optional<String> chatTemplate,
        Set<Integer> endOfSequence,
        SamplingDefaults defaults) {

    /** Keeps copies. */
    public ServedModel {
        names = List.copyOf(names);
        endOfSequence = Set.copyOf(endOfSequence);
    }

    /** The name that answers carry. */
    public String name() {
        return names.getFirst();
    }
}
