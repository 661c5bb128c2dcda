package dev.octavo.runtime.generate;

import dev.octavo.runtime.generate.GenerationChunk.StopReason;
import dev.octavo.runtime.sample.LogprobLog;
import dev.octavo.runtime.sample.SamplingParams;
import dev.octavo.runtime.tokenizer.IncrementalDetokenizer;
import dev.octavo.runtime.tokenizer.Tokenizer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Reads one output on the client's thread: detokenises, looks for stop texts, cuts the output where one is met. As in vLLM, the token that completes a stop text and an
 * end-of-sequence or stop token belong to the output's tokens, though not to its text (unless the client wants to see the stop).
 */
final class ChoiceReader {

    private final Choice choice;
    private final SamplingParams params;
    private final IncrementalDetokenizer detokenizer;
    private final StopTexts stopTexts;
    private int position;
    private boolean done;

    ChoiceReader(Choice choice, SamplingParams params, Tokenizer tokenizer) {
        this.choice = choice;
        this.params = params;
        boolean joined = !params.skipSpecialTokens() && !params.spacesBetweenSpecialTokens();
        this.detokenizer =
                joined ? new JoinedSpecialTokens(tokenizer) : tokenizer.detokenizer(params.skipSpecialTokens());
        this.stopTexts = new StopTexts(params.stop(), params.includeStopInOutput());
        this.position = choice.promptLength();
    }

    Choice choice() {
        return choice;
    }

    /** Whether the last chunk was read. */
    boolean done() {
        return done;
    }

    /** Tokens read so far. */
    int tokensRead() {
        return position - choice.promptLength();
    }

    boolean hasNews() {
        return !done && (choice.published() > position || choice.ending() != null);
    }

    /** What is new, or null. An output that failed has no last chunk. */
    @Nullable
    GenerationChunk poll() {
        if (done) {
            return null;
        }
        int end = choice.published();
        Ending ending = choice.ending();
        if (ending != null) {
            end = ending.length();
        }
        if (ending == null || ending.reason() == FinishReason.ERROR) {
            return end == position ? null : read(end, null);
        }
        return read(end, ending);
    }

    private GenerationChunk read(int end, @Nullable Ending ending) {
        int from = position;
        int[] tokens = choice.tokens();
        StringBuilder text = new StringBuilder();
        while (position < end && stopTexts.met() == null) {
            int token = tokens[position++];
            boolean hidden = ending != null && ending.byToken() && position == end && !params.includeStopInOutput();
            if (!hidden) {
                text.append(stopTexts.accept(detokenizer.accept(token), tokensRead() > params.minTokens()));
            }
        }
        String met = stopTexts.met();
        if (ending != null && met == null) {
            text.append(stopTexts.accept(detokenizer.finish(), true));
            met = stopTexts.met();
            if (met == null) {
                text.append(stopTexts.finish());
            }
        }
        done = ending != null || met != null;
        return chunk(from, tokens, text.toString(), finish(ending, met), stopReason(ending, met));
    }

    private static Optional<FinishReason> finish(@Nullable Ending ending, @Nullable String met) {
        if (met != null) {
            return Optional.of(FinishReason.STOP);
        }
        return Optional.ofNullable(ending).map(Ending::reason);
    }

    private static Optional<StopReason> stopReason(@Nullable Ending ending, @Nullable String met) {
        if (met != null) {
            return Optional.of(new StopReason.Text(met));
        }
        return ending == null ? Optional.empty() : ending.stop();
    }

    private GenerationChunk chunk(
            int from, int[] tokens, String text, Optional<FinishReason> finish, Optional<StopReason> stop) {
        List<TokenLogprob> logprobs = new ArrayList<>();
        LogprobLog log = choice.logprobs();
        for (int i = from; log != null && i < position; i++) {
            logprobs.add(LogprobViews.of(log, i - choice.promptLength(), tokens[i]));
        }
        return new GenerationChunk(
                choice.choice(), text, Arrays.copyOfRange(tokens, from, position), List.copyOf(logprobs), finish, stop);
    }
}
