package dev.octavo.runtime.llm;

import dev.octavo.runtime.config.GenerationConfig;
import dev.octavo.runtime.config.HfConfig;
import dev.octavo.runtime.gguf.GgufModel;
import dev.octavo.runtime.load.Checkpoint;
import dev.octavo.runtime.tokenizer.Tokenizer;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * A GGUF file. It is opened for each question, since only weights keep it open.
 *
 * @param path the file, or the first of several
 */
record GgufModelFile(Path path) implements ModelFiles {

    private <T> T ask(Function<GgufModel, T> question) {
        try (GgufModel model = GgufModel.open(path)) {
            return question.apply(model);
        }
    }

    @Override
    public HfConfig config() {
        return ask(GgufModel::config);
    }

    @Override
    public GenerationConfig generation() {
        return GenerationConfig.EMPTY;
    }

    @Override
    public Checkpoint weights() {
        return GgufModel.open(path).checkpoint();
    }

    @Override
    public Optional<Tokenizer> tokenizer() {
        return Optional.of(ask(GgufModel::tokenizer));
    }

    @Override
    public Optional<String> chatTemplate() {
        return ask(GgufModel::chatTemplate);
    }

    @Override
    public Set<Integer> endTokens(Tokenizer tokenizer) {
        return ask(model -> model.endTokens(tokenizer));
    }

    @Override
    public String name() {
        String file = String.valueOf(path.getFileName());
        return file.replaceFirst("(-\\d{5}-of-\\d{5})?\\.gguf$", "");
    }
}
