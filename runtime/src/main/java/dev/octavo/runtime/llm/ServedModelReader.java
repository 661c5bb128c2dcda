package dev.octavo.runtime.llm;

import dev.octavo.runtime.config.GenerationConfig;
import dev.octavo.runtime.config.HfConfig;
import dev.octavo.runtime.generate.SamplingDefaults;
import dev.octavo.runtime.generate.ServedModel;
import dev.octavo.runtime.tokenizer.Tokenizer;
import dev.octavo.runtime.tokenizer.Tokenizers;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Reads what clients may know of a model: tokenizer, chat template, end tokens, defaults. */
final class ServedModelReader {

    private final LlmOptions options;
    private final ModelFiles files;
    private final HfConfig config;
    private final GenerationConfig generation;
    private final Tokenizer tokenizer;
    private final Optional<String> template;

    ServedModelReader(LlmOptions options, ModelFiles files, HfConfig config) {
        this.options = options;
        this.files = files;
        this.config = config;
        this.generation = files.generation();
        Optional<Tokenizer> own = files.tokenizer();
        if (own.isEmpty() && !options.dummyWeights()) {
            // Says what is missing.
            Tokenizers.load(options.model());
        }
        this.tokenizer = own.orElseGet(() -> new NumberTokenizer(config.vocabSize()));
        this.template = options.chatTemplate().or(files::chatTemplate);
    }

    ServedModel served(int maxModelLength, int vocabularySize) {
        return new ServedModel(
                names(),
                options.model().toString(),
                maxModelLength,
                vocabularySize,
                tokenizer,
                template,
                endOfSequence(),
                defaults());
    }

    private List<String> names() {
        if (!options.servedNames().isEmpty()) {
            return options.servedNames();
        }
        return List.of(files.name());
    }

    private Set<Integer> endOfSequence() {
        Set<Integer> ends = new HashSet<>(config.tokens().eos());
        ends.addAll(generation.tokens().eos());
        ends.addAll(files.endTokens(tokenizer));
        tokenizer.special().eosId().ifPresent(ends::add);
        return ends;
    }

    private SamplingDefaults defaults() {
        return new SamplingDefaults(
                generation.temperature(),
                generation.topP(),
                generation.topK(),
                generation.minP(),
                generation.repetitionPenalty(),
                generation.maxNewTokens());
    }
}
