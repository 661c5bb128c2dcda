package dev.octavo.runtime.generate;

/**
 * Where a request's time went so far, in seconds; a negative one is not known yet. Of several outputs, the first one's queue and prefill and the longest decode.
 *
 * @param queued from arrival until it first ran
 * @param prefill from then until the first token
 * @param decode from the first to the last token
 */
public record GenerationTimes(double queued, double prefill, double decode) {

    /** Nothing is known. */
    public static final GenerationTimes UNKNOWN = new GenerationTimes(-1, -1, -1);

    /** From arrival to the first token, or -1. */
    public double firstToken() {
        return prefill < 0 ? -1 : queued + prefill;
    }
}
