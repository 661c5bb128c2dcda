package dev.octavo.runtime.gguf;

import dev.octavo.runtime.config.HfConfig;
import dev.octavo.runtime.load.Checkpoint;
import dev.octavo.runtime.load.GgufCheckpoint;
import dev.octavo.runtime.load.GgufMetadata;
import dev.octavo.runtime.tokenizer.Tokenizer;
import dev.octavo.spi.ResourceException;
import dev.octavo.spi.UnsupportedSpecException;
import dev.octavo.spi.UserException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/** A model in a GGUF file. The file stays mapped until the checkpoint is closed. */
public final class GgufModel implements AutoCloseable {

    private static final String TEMPLATE = "tokenizer.chat_template";

    /** Many files state only the end of a document, and chat templates end turns with one of these. */
    private static final List<String> ENDS = List.of(
            "<|eot_id|>",
            "<|eom_id|>",
            "<|im_end|>",
            "<|end|>",
            "<|return|>",
            "<|call|>",
            "<|endoftext|>",
            "<|end_of_text|>",
            "<end_of_turn>",
            "<EOT>",
            "<\uff5cend\u2581of\u2581sentence\uff5c>");

    private final GgufCheckpoint file;
    private final HfConfig config;

    private GgufModel(GgufCheckpoint file, HfConfig config) {
        this.file = file;
        this.config = config;
    }

    /**
     * Opens a file, with the other parts of a model that was split, and reads what it says about the architecture.
     *
     * @throws UserException if a file is missing, damaged or lacks something
     * @throws UnsupportedSpecException if Octavo does not know the architecture; the message lists those that it knows
     * @throws ResourceException if a file cannot be read or mapped
     */
    public static GgufModel open(Path path) {
        GgufCheckpoint file = GgufCheckpoint.open(path);
        try {
            return new GgufModel(file, GgufConfig.read(file));
        } catch (RuntimeException | Error e) {
            file.close();
            throw e;
        }
    }

    /** The architecture in the words of {@code config.json}. */
    public HfConfig config() {
        return config;
    }

    /** The weights, under the names that checkpoints of transformers have. */
    public Checkpoint checkpoint() {
        return file.translated(GgufTensorNames::toFile);
    }

    /**
     * The tokenizer.
     *
     * @throws UserException if the file has none or it is damaged
     * @throws UnsupportedSpecException if it is of a kind that Octavo does not know
     */
    public Tokenizer tokenizer() {
        return GgufTokenizer.read(file.metadata(), config.vocabSize());
    }

    /** The chat template, if the file has one. */
    public Optional<String> chatTemplate() {
        return file.metadata().text(TEMPLATE);
    }

    /** Tokens that end an output: of a sequence, of a turn, of a message; those that the file states, and those known by their text. */
    public Set<Integer> endTokens(Tokenizer tokenizer) {
        GgufMetadata metadata = file.metadata();
        Set<Integer> ends = new HashSet<>();
        for (String name : List.of("eos", "eot", "eom")) {
            OptionalInt id = GgufTokenizer.specialId(metadata, name, config.vocabSize());
            id.ifPresent(ends::add);
        }
        boolean harmony = tokenizer.id("<|return|>") >= 0 && tokenizer.id("<|call|>") >= 0;
        for (String text : ENDS) {
            int id = tokenizer.id(text);
            if (id >= 0 && tokenizer.isSpecial(id) && !(harmony && text.equals("<|end|>"))) {
                ends.add(id);
            }
        }
        return ends;
    }

    @Override
    public void close() {
        file.close();
    }
}
