package dev.octavo.server.responses;

import dev.octavo.runtime.generate.FinishReason;
import dev.octavo.runtime.generate.GenerationChunk;
import dev.octavo.runtime.generate.TokenLogprob;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The text of an answer as it grows. */
final class ResponseOutput {

    private final StringBuilder text = new StringBuilder();
    private final List<TokenLogprob> logprobs = new ArrayList<>();
    private final List<Integer> ids = new ArrayList<>();
    private final boolean keepIds;
    private Optional<FinishReason> finish = Optional.empty();

    /** @param keepIds whether tokens will be asked for */
    ResponseOutput(boolean keepIds) {
        this.keepIds = keepIds;
    }

    void add(GenerationChunk chunk) {
        text.append(chunk.text());
        logprobs.addAll(chunk.logprobs());
        for (int i = 0; keepIds && i < chunk.tokenIds().length; i++) {
            ids.add(chunk.tokenIds()[i]);
        }
        finish = chunk.finish().or(() -> finish);
    }

    String text() {
        return text.toString();
    }

    List<TokenLogprob> logprobs() {
        return logprobs;
    }

    int[] ids() {
        return ids.stream().mapToInt(Integer::intValue).toArray();
    }

    /** What the answer's status is once nothing more comes. */
    String status() {
        return switch (finish.orElse(FinishReason.ABORT)) {
            case STOP, REPETITION -> "completed";
            case LENGTH -> "incomplete";
            case ABORT -> "cancelled";
            case ERROR -> "failed";
        };
    }

    /** The same for the message within the answer. */
    String itemStatus() {
        return status().equals("completed") ? "completed" : "incomplete";
    }
}
