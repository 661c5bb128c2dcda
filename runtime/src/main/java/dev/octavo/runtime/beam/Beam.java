package dev.octavo.runtime.beam;

import dev.octavo.runtime.generate.TokenLogprob;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** An output under way: its last token, and the beam that it continues. Immutable, so that beams share their beginnings. */
final class Beam {

    private final @Nullable Beam parent;
    private final @Nullable TokenLogprob last;
    private final int length;
    private final double sum;

    private Beam(@Nullable Beam parent, @Nullable TokenLogprob last, int length, double sum) {
        this.parent = parent;
        this.last = last;
        this.length = length;
        this.sum = sum;
    }

    /** Nothing generated yet. */
    static Beam empty() {
        return new Beam(null, null, 0, 0);
    }

    /** This beam and one more token. */
    Beam with(TokenLogprob token) {
        return new Beam(this, token, length + 1, sum + token.logprob());
    }

    /** Generated tokens. */
    int length() {
        return length;
    }

    /** The sum of the log-probabilities of its tokens. */
    double sum() {
        return sum;
    }

    /** Its tokens and what the model thought of them, in order. */
    TokenLogprob[] path() {
        TokenLogprob[] path = new TokenLogprob[length];
        Beam at = this;
        for (int i = length - 1; i >= 0 && at != null && at.last != null; i--) {
            path[i] = at.last;
            at = at.parent;
        }
        return path;
    }

    int[] tokens() {
        return Arrays.stream(path()).mapToInt(TokenLogprob::tokenId).toArray();
    }
}
