package dev.octavo.runtime.generate;

import dev.octavo.runtime.execute.RowDraws;
import dev.octavo.runtime.metrics.EngineMetrics;
import dev.octavo.runtime.sample.LogprobLog;
import dev.octavo.runtime.sample.LogprobsMode;
import dev.octavo.runtime.sample.Sampler;
import dev.octavo.runtime.sample.SamplerPool;
import dev.octavo.runtime.schedule.SequenceShare;
import dev.octavo.runtime.schedule.StepPlan;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Turns the logits of a step into tokens. What goes wrong with one output (NaN logits, parameters that leave no token) fails its request only.
 */
final class StepOutputs {

    /** A request that cannot go on. */
    record Failure(ActiveRequest request, Throwable cause) {}

    private final SamplerPool pool;
    private final SamplerPool.Work sampling = this::sample;
    private final EngineMetrics metrics;
    private final StatsBoard.LoopCounts counts;
    private final List<Failure> failures = new ArrayList<>();

    // Of the step under way, by place in the plan.
    private List<Choice> choices = List.of();
    private List<SequenceShare> shares = List.of();
    private MemorySegment logits = MemorySegment.NULL;
    private Optional<RowDraws> drawn = Optional.empty();
    private int[] firstRows = {};
    private int[] tokens = {};
    private @Nullable RuntimeException[] errors = {};

    StepOutputs(int vocabulary, LogprobsMode mode, EngineMetrics metrics, StatsBoard.LoopCounts counts) {
        this.pool = new SamplerPool(vocabulary, mode, Runtime.getRuntime().availableProcessors());
        this.metrics = metrics;
        this.counts = counts;
    }

    /** Requests that failed in the last call of {@link #accept}. */
    List<Failure> failures() {
        return failures;
    }

    /** Has the device choose where nothing needs the host; before the step is launched. */
    static void request(StepPlan<Choice> plan, RowDraws draws) {
        draws.clear();
        int row = 0;
        for (int i = 0; i < plan.sequences().size(); i++) {
            SequenceShare share = plan.share(i);
            Choice choice = plan.sequences().get(i);
            row += share.rows();
            if (share.samples() && choice.logprobs() == null) {
                choice.sampling().drawOnDevice(share.end() - choice.promptLength(), row - 1, draws);
            }
        }
    }

    /** Reads the rows in the order in which the batch asked for them. Outputs that were ended while the step ran get nothing. */
    void accept(StepPlan<Choice> plan, MemorySegment rows, Optional<RowDraws> draws, long now) {
        failures.clear();
        choices = plan.sequences();
        shares = plan.shares();
        logits = rows;
        drawn = draws;
        int size = choices.size();
        pool.run(size, layOut(size), sampling);
        for (int i = 0; i < size; i++) {
            Choice choice = choices.get(i);
            RuntimeException failed = errors[i];
            if (failed != null) {
                failures.add(new Failure(choice.request(), failed));
            } else if (!choice.over() && shares.get(i).samples()) {
                take(choice, tokens[i], now);
            }
        }
    }

    /** Notes where the rows of each choice begin; returns how many there are. */
    private int layOut(int size) {
        if (tokens.length < size) {
            tokens = new int[2 * size];
            firstRows = new int[2 * size];
            errors = new RuntimeException[2 * size];
        }
        Arrays.fill(errors, null);
        int row = 0;
        for (int i = 0; i < size; i++) {
            firstRows[i] = row;
            row += shares.get(i).rows();
        }
        return row;
    }

    /** For one choice, on any thread: touches nothing of the others. */
    private void sample(int index, Sampler sampler) {
        Choice choice = choices.get(index);
        if (choice.over()) {
            return;
        }
        SequenceShare share = shares.get(index);
        int row = firstRows[index];
        try {
            if (share.promptRows() > 0) {
                readPrompt(choice, share, sampler, row);
                row += share.promptRows();
            }
            if (share.samples() && drawn.isPresent() && drawn.get().isWanted(row)) {
                tokens[index] = sampler.drawn(drawn.get().token(row));
            } else if (share.samples()) {
                tokens[index] = sampler.sample(
                        logits,
                        row,
                        choice.sampling(),
                        choice.tokens(),
                        choice.promptLength(),
                        choice.length(),
                        choice.logprobs());
            }
        } catch (RuntimeException failed) {
            errors[index] = failed;
        }
    }

    private void readPrompt(Choice choice, SequenceShare share, Sampler sampler, int first) {
        LogprobLog log = choice.request().promptLogprobs();
        if (log == null) {
            return;
        }
        int position = share.firstPromptRow();
        for (int i = 0; i < share.promptRows(); i++) {
            sampler.prompt(logits, first + i, choice.sampling(), choice.tokens()[position + i + 1], log);
        }
        choice.promptLogitsDone(position + share.promptRows());
    }

    private void take(Choice choice, int token, long now) {
        boolean first = choice.outputLength() == 0;
        long last = choice.lastToken();
        choice.accept(token, now);
        counts.generatedTokens++;
        if (first) {
            counts.promptTokens += choice.promptLength();
            metrics.prefilled(
                    choice.promptLength(),
                    choice.cachedTokens(),
                    choice.tierTokens(),
                    Choice.seconds(choice.request().arrivalTime(), now));
        } else {
            metrics.decoded(Choice.seconds(last, now));
        }
    }
}
