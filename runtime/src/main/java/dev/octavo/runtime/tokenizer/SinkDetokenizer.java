package dev.octavo.runtime.tokenizer;

import dev.octavo.runtime.tokenizer.decode.TextSink;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/**
 * Decodes one sequence as its tokens arrive. The texts of all {@link #accept} calls and of {@link #finish}, put together, are what
 * {@link Tokenizer#decode} answers for all ids. Text that a later token can still change is held back: the bytes of an unfinished
 * character, a run of byte tokens, a suffix that is dropped at the end. Each call costs as much as the token is long. Not thread-safe.
 */
final class SinkDetokenizer implements IncrementalDetokenizer {

    private final IntFunction<@Nullable String> tokens;
    private final TextSink sink;
    private boolean finished;

    SinkDetokenizer(IntFunction<@Nullable String> tokens, TextSink sink) {
        this.tokens = tokens;
        this.sink = sink;
    }

    /** Takes the next id and answers with the text that is certain now, possibly none. */
    @Override
    public String accept(int id) {
        if (finished) {
            throw new IllegalStateException("the sequence is finished");
        }
        String token = tokens.apply(id);
        if (token != null) {
            sink.token(token);
        }
        return sink.drain();
    }

    /** Ends the sequence and answers with the text that was held back. Further calls answer with the empty text. */
    @Override
    public String finish() {
        if (!finished) {
            finished = true;
            sink.finish();
        }
        return sink.drain();
    }
}
