package dev.octavo.runtime.llm;

import dev.octavo.runtime.config.GenerationConfig;
import dev.octavo.runtime.config.HfConfig;
import dev.octavo.runtime.load.Checkpoint;
import dev.octavo.runtime.tokenizer.Tokenizer;
import dev.octavo.runtime.tokenizer.TokenizerConfig;
import dev.octavo.runtime.tokenizer.Tokenizers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;

/**
 * A model's directory.
 *
 * @param path the directory
 */
record DirectoryModel(Path path) implements ModelFiles {

    @Override
    public HfConfig config() {
        return HfConfig.read(path);
    }

    @Override
    public GenerationConfig generation() {
        return GenerationConfig.read(path);
    }

    @Override
    public Checkpoint weights() {
        return Checkpoint.open(path);
    }

    @Override
    public Optional<Tokenizer> tokenizer() {
        return hasTokenizer() ? Optional.of(Tokenizers.load(path)) : Optional.empty();
    }

    private boolean hasTokenizer() {
        return Files.exists(path.resolve("tokenizer.json"));
    }

    @Override
    public Optional<String> chatTemplate() {
        return hasTokenizer()
                ? Optional.ofNullable(Tokenizers.config(path).chatTemplates().get(TokenizerConfig.DEFAULT_TEMPLATE))
                : Optional.empty();
    }

    @Override
    public Set<Integer> endTokens(Tokenizer tokenizer) {
        return Set.of();
    }

    @Override
    public String name() {
        Path name = path.toAbsolutePath().normalize().getFileName();
        return name == null ? "model" : name.toString();
    }
}
