package dev.octavo.runtime.llm;

import dev.octavo.runtime.config.GenerationConfig;
import dev.octavo.runtime.config.HfConfig;
import dev.octavo.runtime.load.Checkpoint;
import dev.octavo.runtime.load.GgufCheckpoint;
import dev.octavo.runtime.tokenizer.Tokenizer;
import dev.octavo.spi.UserException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;

/** Where a model's parts come from: a directory in the layout of transformers, or a GGUF file. */
sealed interface ModelFiles permits DirectoryModel, GgufModelFile {

    /**
     * The files behind a path.
     *
     * @throws UserException if it is neither a directory nor a GGUF file
     */
    static ModelFiles of(Path model) {
        if (Files.isDirectory(model)) {
            return new DirectoryModel(model);
        }
        if (GgufCheckpoint.isGguf(model)) {
            return new GgufModelFile(model);
        }
        throw new UserException("there is no model " + model
                + "; give the folder that holds config.json and the weights, or a .gguf file");
    }

    /** The architecture. */
    HfConfig config();

    /** How the authors want it sampled. */
    GenerationConfig generation();

    /** The weights, opened; the caller closes them. */
    Checkpoint weights();

    /** The tokenizer, empty where there are no files of one. */
    Optional<Tokenizer> tokenizer();

    /** The chat template. */
    Optional<String> chatTemplate();

    /** Tokens that end an output, beside those of the configuration. */
    Set<Integer> endTokens(Tokenizer tokenizer);

    /** The name of a model that was given none. */
    String name();
}
