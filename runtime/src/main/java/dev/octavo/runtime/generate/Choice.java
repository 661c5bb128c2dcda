package dev.octavo.runtime.generate;

import dev.octavo.runtime.kv.HashChain;
import dev.octavo.runtime.sample.LogprobLog;
import dev.octavo.runtime.sample.SequenceSampling;
import dev.octavo.runtime.schedule.Sequence;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * One output of a request. The step loop appends tokens and publishes them; the reader's thread sees the tokens up to {@link #published()}, or, once there is an
 * {@link #ending()}, up to its length.
 */
final class Choice extends Sequence {

    private static final long NEVER = Long.MIN_VALUE;

    private final ActiveRequest request;
    private final SequenceSampling sampling;
    private final StopRule stopRule;
    private final @Nullable LogprobLog logprobs;
    private final AtomicBoolean accounted = new AtomicBoolean();
    private volatile int published;
    private volatile @Nullable Ending ending;
    private @Nullable Ending staged;
    private boolean over;
    private boolean retired;
    private long firstScheduled = NEVER;
    private long firstToken = NEVER;
    private long lastToken = NEVER;

    Choice(
            ActiveRequest request,
            int number,
            int[] prompt,
            SequenceSampling sampling,
            StopRule stopRule,
            @Nullable LogprobLog logprobs,
            boolean promptLogits,
            @Nullable HashChain chain) {
        super(prompt, request.request().priority(), request.arrivalNumber(), number, promptLogits, chain);
        this.request = request;
        this.sampling = sampling;
        this.stopRule = stopRule;
        this.logprobs = logprobs;
        this.published = promptLength();
    }

    ActiveRequest request() {
        return request;
    }

    SequenceSampling sampling() {
        return sampling;
    }

    @Nullable
    LogprobLog logprobs() {
        return logprobs;
    }

    /** Tokens of prompt and output that the reader may see. */
    int published() {
        return published;
    }

    /** How it ended, if it did. */
    @Nullable
    Ending ending() {
        return ending;
    }

    /** For the step loop: whether it has ended or is about to. */
    boolean over() {
        return over;
    }

    /** Adds a token; the reader sees it after {@link #publish()}. */
    void accept(int token, long now) {
        append(token);
        sampling.accept(token);
        if (firstToken == NEVER) {
            firstToken = now;
        }
        lastToken = now;
        end(stopRule.check(tokens(), outputLength(), length()));
    }

    @Override
    protected boolean isLast(int lengthThen) {
        return stopRule.isLast(lengthThen - promptLength(), lengthThen);
    }

    /** Ends it; the reader sees it after {@link #publish()}. A second ending is ignored. */
    void end(@Nullable Ending how) {
        if (how != null && !over) {
            staged = how;
            over = true;
        }
    }

    /** For the step loop: true for the first caller only, who has to take it out of the schedule. */
    boolean retire() {
        boolean first = !retired;
        retired = true;
        return first;
    }

    /** Shows the reader what was accepted. The ending carries its own length, so the order of the two reads does not matter. */
    void publish() {
        if (staged != null) {
            ending = staged;
        } else {
            published = length();
        }
    }

    void scheduledAt(long now) {
        if (firstScheduled == NEVER) {
            firstScheduled = now;
        }
    }

    /** Nanoseconds; meaningless before the first token. */
    long lastToken() {
        return lastToken;
    }

    /** True for the first caller only, who has to count the output as finished. */
    boolean account() {
        return accounted.compareAndSet(false, true);
    }

    /** Seconds from arrival to the first step, or -1. */
    double queuedSeconds() {
        return firstScheduled == NEVER ? -1 : seconds(request.arrivalTime(), firstScheduled);
    }

    /** Seconds from the first step to the first token, or -1. */
    double prefillSeconds() {
        return firstToken == NEVER ? -1 : seconds(firstScheduled, firstToken);
    }

    /** Seconds from the first to the last token, or -1. */
    double decodeSeconds() {
        return firstToken == NEVER ? -1 : seconds(firstToken, lastToken);
    }

    static double seconds(long from, long to) {
        return (to - from) * 1e-9;
    }
}
