package dev.octavo.runtime.llm;

import dev.octavo.runtime.config.GenerationConfig;
import dev.octavo.runtime.config.HfConfig;
import dev.octavo.runtime.generate.SamplingDefaults;
import dev.octavo.runtime.generate.ServedModel;
import dev.octavo.runtime.tokenizer.Tokenizer;
import dev.octavo.runtime.tokenizer.TokenizerConfig;
import dev.octavo.runtime.tokenizer.Tokenizers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Reads what clients may know of a model: tokenizer, chat template, end tokens, defaults. */
final class ServedModelReader {

    private final LlmOptions options;
    private final HfConfig config;
    private final GenerationConfig generation;
    private final Tokenizer tokenizer;
    private final Optional<String> template;

    ServedModelReader(LlmOptions options, HfConfig config, GenerationConfig generation) {
        this.options = options;
        this.config = config;
        this.generation = generation;
        Path directory = options.model();
        boolean bare = options.dummyWeights() && !Files.exists(directory.resolve("tokenizer.json"));
        this.tokenizer = bare ? new NumberTokenizer(config.vocabSize()) : Tokenizers.load(directory);
        this.template = options.chatTemplate()
                .or(() -> bare
                        ? Optional.empty()
                        : Optional.ofNullable(
                                Tokenizers.config(directory).chatTemplates().get(TokenizerConfig.DEFAULT_TEMPLATE)));
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
        Path name = options.model().toAbsolutePath().normalize().getFileName();
        return List.of(name == null ? "model" : name.toString());
    }

    private Set<Integer> endOfSequence() {
        Set<Integer> ends = new HashSet<>(config.tokens().eos());
        ends.addAll(generation.tokens().eos());
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
