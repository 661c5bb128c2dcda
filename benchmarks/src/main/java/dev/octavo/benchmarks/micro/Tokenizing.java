package dev.octavo.benchmarks.micro;

import dev.octavo.runtime.tokenizer.IncrementalDetokenizer;
import dev.octavo.runtime.tokenizer.Tokenizer;
import dev.octavo.runtime.tokenizer.Tokenizers;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** Text to tokens and back; {@code -p model=DIR} for another tokenizer than the embedded model's. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class Tokenizing {

    private static final String SENTENCE =
            "Once upon a time, there was a little girl named Lily. She loved to play outside in the park with her friends. ";

    @Param("models/stories")
    private String model = "models/stories";

    @SuppressWarnings("NullAway.Init") // JMH fills the state before it measures.
    private Tokenizer tokenizer;

    private String text = "";
    private int[] ids = {};

    /** About 7,000 characters of English. */
    @Setup
    public void fill() {
        tokenizer = Tokenizers.load(Path.of(model));
        text = SENTENCE.repeat(64);
        ids = tokenizer.encode(text, false);
    }

    /** The whole text. */
    @Benchmark
    public int[] encode() {
        return tokenizer.encode(text, false);
    }

    /** The whole text, token by token as streams do it. */
    @Benchmark
    public int detokenize() {
        IncrementalDetokenizer detokenizer = tokenizer.detokenizer(true);
        int length = 0;
        for (int id : ids) {
            length += detokenizer.accept(id).length();
        }
        return length + detokenizer.finish().length();
    }
}
