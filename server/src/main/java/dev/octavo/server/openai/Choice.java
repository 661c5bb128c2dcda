package dev.octavo.server.openai;

import dev.octavo.runtime.generate.FinishReason;
import dev.octavo.runtime.generate.GenerationChunk;
import dev.octavo.runtime.generate.GenerationChunk.StopReason;
import dev.octavo.runtime.generate.TokenLogprob;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** A choice that is collected whole. */
final class Choice {

    private final StringBuilder text = new StringBuilder();
    private final List<TokenLogprob> logprobs = new ArrayList<>();
    private int[] ids = new int[16];
    private int count;
    private Optional<FinishReason> finish = Optional.of(FinishReason.ABORT);
    private Optional<StopReason> stop = Optional.empty();

    void add(GenerationChunk chunk) {
        text.append(chunk.text());
        logprobs.addAll(chunk.logprobs());
        int[] more = chunk.tokenIds();
        if (ids.length - count < more.length) {
            ids = Arrays.copyOf(ids, Math.max(count + more.length, 2 * ids.length));
        }
        System.arraycopy(more, 0, ids, count, more.length);
        count += more.length;
        if (chunk.finish().isPresent()) {
            finish = chunk.finish();
            stop = chunk.stopReason();
        }
    }

    String text() {
        return text.toString();
    }

    int[] ids() {
        return Arrays.copyOf(ids, count);
    }

    List<TokenLogprob> logprobs() {
        return logprobs;
    }

    Optional<FinishReason> finish() {
        return finish;
    }

    Optional<StopReason> stop() {
        return stop;
    }
}
