package dev.octavo.runtime.generate;

import dev.octavo.runtime.metrics.EngineMetrics;
import dev.octavo.runtime.sample.LogprobLog;
import dev.octavo.runtime.sample.LogprobReader;
import dev.octavo.runtime.sample.Sampler;
import dev.octavo.runtime.schedule.SequenceShare;
import dev.octavo.runtime.schedule.StepPlan;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;

/**
 * Turns the logits of a step into tokens. What goes wrong with one output (NaN logits, parameters that leave no token) fails its request only.
 */
final class StepOutputs {

    /** A request that cannot go on. */
    record Failure(ActiveRequest request, Throwable cause) {}

    private final Sampler sampler;
    private final LogprobReader logprobs;
    private final EngineMetrics metrics;
    private final StatsBoard.LoopCounts counts;
    private final List<Failure> failures = new ArrayList<>();
    private int row;

    StepOutputs(int vocabulary, int maxLogprobs, EngineMetrics metrics, StatsBoard.LoopCounts counts) {
        this.sampler = new Sampler(vocabulary);
        this.logprobs = new LogprobReader(vocabulary, maxLogprobs);
        this.metrics = metrics;
        this.counts = counts;
    }

    /** Requests that failed in the last call of {@link #accept}. */
    List<Failure> failures() {
        return failures;
    }

    /** Reads the rows in the order in which the batch asked for them. Outputs that were ended while the step ran get nothing. */
    void accept(StepPlan<Choice> plan, MemorySegment logits, long now) {
        failures.clear();
        row = 0;
        for (int i = 0; i < plan.sequences().size(); i++) {
            Choice choice = plan.sequences().get(i);
            SequenceShare share = plan.share(i);
            int first = row;
            row += share.rows();
            if (choice.over()) {
                continue;
            }
            try {
                if (share.promptRows() > 0) {
                    readPrompt(choice, share, logits, first);
                }
                if (share.samples()) {
                    choose(choice, logits, row - 1, now);
                }
            } catch (RuntimeException failed) {
                failures.add(new Failure(choice.request(), failed));
            }
        }
    }

    private void readPrompt(Choice choice, SequenceShare share, MemorySegment logits, int first) {
        LogprobLog log = choice.request().promptLogprobs();
        if (log == null) {
            return;
        }
        int position = share.firstPromptRow();
        for (int i = 0; i < share.promptRows(); i++) {
            logprobs.append(logits, first + i, choice.tokens()[position + i + 1], log);
        }
        choice.promptLogitsDone(position + share.promptRows());
    }

    private void choose(Choice choice, MemorySegment logits, int at, long now) {
        int token =
                sampler.sample(logits, at, choice.sampling(), choice.tokens(), choice.promptLength(), choice.length());
        LogprobLog log = choice.logprobs();
        if (log != null) {
            logprobs.append(logits, at, token, log);
        }
        boolean first = choice.outputLength() == 0;
        long last = choice.lastToken();
        choice.accept(token, now);
        counts.generatedTokens++;
        if (first) {
            counts.promptTokens += choice.promptLength();
            metrics.prefilled(
                    choice.promptLength(),
                    choice.cachedTokens(),
                    Choice.seconds(choice.request().arrivalTime(), now));
        } else {
            metrics.decoded(Choice.seconds(last, now));
        }
    }
}
