package dev.octavo.runtime.generate;

import java.util.List;
import java.util.Optional;

/**
 * A piece of one output: what one or more steps added to it.
 *
 * @param choice which of the {@code n} outputs
 * @param text text that became certain; may be empty while a character or a possible stop text is incomplete
 * @param tokenIds new tokens
 * @param logprobs one per new token where asked for, else empty
 * @param finish set on the last chunk of a choice
 * @param stopReason on a chunk with {@link FinishReason#STOP}: the stop text or stop token that was met; empty for end of sequence
 */
public record GenerationChunk(
        int choice,
        String text,
        int[] tokenIds,
        List<TokenLogprob> logprobs,
        Optional<FinishReason> finish,
        Optional<StopReason> stopReason) {

    /** What was met. */
    public sealed interface StopReason {
        /** A stop text. */
        record Text(String text) implements StopReason {}

        /** A stop token. */
        record Token(int tokenId) implements StopReason {}
    }
}
