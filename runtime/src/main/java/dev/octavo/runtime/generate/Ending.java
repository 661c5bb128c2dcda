package dev.octavo.runtime.generate;

import dev.octavo.runtime.generate.GenerationChunk.StopReason;
import java.util.Optional;

/**
 * How the step loop ended an output.
 *
 * @param reason why
 * @param length tokens of prompt and output in all
 * @param byToken whether the last token ended it, so that its text is not part of the output
 * @param stop the stop token, if it was one that the request named
 */
record Ending(FinishReason reason, int length, boolean byToken, Optional<StopReason> stop) {

    static Ending at(FinishReason reason, int length) {
        return new Ending(reason, length, false, Optional.empty());
    }

    static Ending endOfSequence(int length) {
        return new Ending(FinishReason.STOP, length, true, Optional.empty());
    }

    static Ending stopToken(int length, int token) {
        return new Ending(FinishReason.STOP, length, true, Optional.of(new StopReason.Token(token)));
    }
}
