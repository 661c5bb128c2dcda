package dev.octavo.runtime.llm;

import dev.octavo.runtime.generate.Engine;
import dev.octavo.runtime.generate.Generation;
import dev.octavo.runtime.generate.GenerationChunk;
import dev.octavo.runtime.generate.GenerationRequest;
import dev.octavo.runtime.generate.ServedModel;
import dev.octavo.runtime.sample.SamplingParams;
import java.nio.file.Path;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;

/**
 * A loaded model, for use as a library. Safe for use by any number of threads; their requests are batched together.
 *
 * <pre>{@code
 * try (Llm llm = Llm.model(Path.of("models/stories")).open()) {
 *     llm.generate("Once upon a time", SamplingParams.builder().maxTokens(64).build(), System.out::print);
 * }
 * }</pre>
 */
public final class Llm implements AutoCloseable {

    private final Engine engine;
    private final LoadReport report;

    Llm(Engine engine, LoadReport report) {
        this.engine = engine;
        this.report = report;
    }

    /** Begins to open the model in a directory. */
    public static LlmBuilder model(Path directory) {
        return new LlmBuilder(directory);
    }

    /** The engine, for everything beyond these few methods. */
    public Engine engine() {
        return engine;
    }

    /** The model. */
    public ServedModel model() {
        return engine.model();
    }

    /** What was loaded, where to, and how. */
    public LoadReport report() {
        return report;
    }

    /**
     * Continues a text and hands each piece over as soon as it is certain.
     *
     * @return the whole continuation
     * @throws InterruptedException if the thread was interrupted; the request is aborted
     */
    public String generate(String prompt, SamplingParams sampling, Consumer<String> onText)
            throws InterruptedException {
        int[] ids = model().tokenizer().encode(prompt, true);
        StringBuilder text = new StringBuilder();
        try (Generation generation =
                engine.submit(new GenerationRequest("local-" + UUID.randomUUID(), ids, sampling))) {
            for (Optional<GenerationChunk> chunk = generation.next(); chunk.isPresent(); chunk = generation.next()) {
                String piece = chunk.get().text();
                if (!piece.isEmpty()) {
                    text.append(piece);
                    onText.accept(piece);
                }
            }
        }
        return text.toString();
    }

    /** Continues a text. */
    public String generate(String prompt, SamplingParams sampling) throws InterruptedException {
        return generate(prompt, sampling, piece -> {});
    }

    @Override
    public void close() {
        engine.close();
    }
}
