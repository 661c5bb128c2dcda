package dev.octavo.runtime.sample;

import dev.octavo.spi.InternalException;
import dev.octavo.spi.UserException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Chooses the next token from a row of logits, in vLLM's order: allowed tokens, bad words, min_tokens, logit bias, penalties, then the most likely token or temperature, min_p,
 * top_k, top_p and a weighted draw; and reports log-probabilities from before or after all that. A choice depends on the row, the request and the position alone. Reuses its
 * arrays; not thread-safe.
 *
 * <p>Passes over a row of 128 Ki logits are what a choice costs: one to copy and find the greatest, for top_k and min_p little more (see {@link Candidates}), and one to copy,
 * one of exponentials and one of sums where all tokens take part in the draw.
 */
public final class Sampler {

    private static final ValueLayout.OfFloat FLOAT = ValueLayout.JAVA_FLOAT;

    private final int vocabulary;
    private final LogprobsMode mode;
    private final float[] logits;
    private final MemorySegment memory;
    private final RowScan scan;
    private final Truncation truncation;
    private final LogprobReader logprobs;

    /** One that reports raw log-probabilities. */
    public Sampler(int vocabulary) {
        this(vocabulary, LogprobsMode.RAW_LOGPROBS);
    }

    /**
     * @param vocabulary columns of the logits
     * @param mode what is reported, unless a request says
     */
    public Sampler(int vocabulary, LogprobsMode mode) {
        this.vocabulary = vocabulary;
        this.mode = mode;
        this.logits = new float[vocabulary];
        this.memory = MemorySegment.ofArray(logits);
        this.scan = new RowScan(vocabulary);
        this.truncation = new Truncation(vocabulary);
        this.logprobs = new LogprobReader(vocabulary);
    }

    /**
     * The next token.
     *
     * @param rows f32 logits, only read
     * @param row which row
     * @param sampling of the output; not told of the token
     * @param tokens prompt and output
     * @param outputStart where the output starts
     * @param length tokens known
     * @param log gets an entry for the token, where log-probabilities were asked for
     * @throws InternalException if the model computed NaN, plus infinity, or nothing but minus infinity
     * @throws UserException if the parameters leave no token
     */
    public int sample(
            MemorySegment rows,
            long row,
            SequenceSampling sampling,
            int[] tokens,
            int outputStart,
            int length,
            @Nullable LogprobLog log) {
        long offset = row * vocabulary * Float.BYTES;
        float highest = scan.highest(rows, offset);
        check(highest);
        boolean adjusts = sampling.adjusts(length - outputStart);
        boolean greedy = sampling.params().isGreedy();
        if (greedy && !adjusts && log == null) {
            return scan.first(highest);
        }
        MemorySegment.copy(rows, FLOAT, offset, logits, 0, vocabulary);
        LogprobsMode reported = reported(sampling);
        if (log != null && !reported.processed()) {
            System.arraycopy(logits, 0, logprobs.row(), 0, vocabulary);
        }
        if (adjusts) {
            sampling.adjust(logits, vocabulary, tokens, outputStart, length);
            highest = scan.highest(memory, 0);
            checkAdjusted(highest);
        }
        int token = greedy ? scan.first(highest) : draw(highest, sampling, length - outputStart);
        if (log != null) {
            if (reported.processed()) {
                writeProcessed(sampling.params(), logprobs.row());
            }
            logprobs.append(token, reported.normalised(), log);
        }
        return token;
    }

    /**
     * Appends what a row says of the prompt token that follows it. Nothing is processed there, so raw and processed modes are one.
     *
     * @throws InternalException as {@link #sample}
     */
    public void prompt(MemorySegment rows, long row, SequenceSampling sampling, int token, LogprobLog log) {
        MemorySegment.copy(rows, FLOAT, row * vocabulary * Float.BYTES, logprobs.row(), 0, vocabulary);
        logprobs.append(token, reported(sampling).normalised(), log);
    }

    private LogprobsMode reported(SequenceSampling sampling) {
        return sampling.params().logprobsMode().orElse(mode);
    }

    /**
     * The token that a device drew.
     *
     * @param drawn as {@link dev.octavo.spi.op.DrawSpec} says
     * @throws InternalException as {@link #sample}
     */
    public int drawn(int drawn) {
        switch (drawn) {
            case -1 -> check(Float.NaN);
            case -2 -> check(Float.POSITIVE_INFINITY);
            case -3 -> check(Float.NEGATIVE_INFINITY);
            default -> {
                if (drawn < 0 || drawn >= vocabulary) {
                    throw new InternalException("the device drew token " + drawn + " of " + vocabulary
                            + "; check the backend with the conformance suite");
                }
            }
        }
        return drawn;
    }

    private static void check(float highest) {
        if (!Float.isFinite(highest)) {
            throw new InternalException("the model computed "
                    + (Float.isNaN(highest) ? "NaN" : highest > 0 ? "infinite" : "no finite")
                    + " logits; check the weights for damage and the backend with the conformance suite");
        }
    }

    private static void checkAdjusted(float highest) {
        if (highest == Float.NEGATIVE_INFINITY) {
            throw new UserException(
                    "no token can be chosen: allowed_token_ids, bad_words, min_tokens and logit_bias exclude all; relax them");
        }
        if (!Float.isFinite(highest)) {
            throw new UserException("repetition_penalty must be closer to 1: with it, logits exceed the range of f32");
        }
    }

    private int draw(float highest, SequenceSampling sampling, int position) {
        truncation.apply(logits, vocabulary, scan, highest, sampling.params());
        return truncation.draw(sampling.random(position));
    }

    private void writeProcessed(SamplingParams params, float[] out) {
        if (params.isGreedy()) {
            System.arraycopy(logits, 0, out, 0, vocabulary);
            return;
        }
        Arrays.fill(out, Float.NEGATIVE_INFINITY);
        Candidates left = truncation.candidates();
        for (int i = 0; i < left.count(); i++) {
            if (truncation.keeps(i)) {
                out[left.token(i)] = left.logits()[i] / params.temperature();
            }
        }
    }

    /** For tests: the logits after penalties, of one row. */
    float[] adjusted(float[] row, SequenceSampling sampling, int[] tokens, int outputStart, int length) {
        System.arraycopy(row, 0, logits, 0, vocabulary);
        sampling.adjust(logits, vocabulary, tokens, outputStart, length);
        return logits.clone();
    }

    /** For tests: the probabilities that {@link #adjusted} leads to. */
    double[] probabilities(SamplingParams params) {
        double[] result = new double[vocabulary];
        float highest = scan.highest(memory, 0);
        if (params.isGreedy()) {
            result[scan.first(highest)] = 1;
            return result;
        }
        truncation.apply(logits, vocabulary, scan, highest, params);
        double total = truncation.total();
        for (int i = 0; i < truncation.candidates().count(); i++) {
            result[truncation.candidates().token(i)] = truncation.weights()[i] / total;
        }
        return result;
    }
}
