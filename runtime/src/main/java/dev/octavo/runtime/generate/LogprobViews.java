package dev.octavo.runtime.generate;

import dev.octavo.runtime.generate.TokenLogprob.Alternative;
import dev.octavo.runtime.sample.LogprobLog;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Makes objects of logged log-probabilities, on the reader's thread. */
final class LogprobViews {

    private LogprobViews() {}

    static TokenLogprob of(LogprobLog log, int entry, int token) {
        List<Alternative> top = new ArrayList<>(log.width());
        for (int i = 0; i < log.width() && log.topToken(entry, i) >= 0; i++) {
            top.add(new Alternative(log.topToken(entry, i), log.topLogprob(entry, i)));
        }
        return new TokenLogprob(token, log.logprob(entry), log.rank(entry), List.copyOf(top));
    }

    /** One per prompt token; the first has none. */
    static List<Optional<TokenLogprob>> ofPrompt(LogprobLog log, int[] tokens, int length) {
        List<Optional<TokenLogprob>> all = new ArrayList<>(length);
        all.add(Optional.empty());
        for (int i = 1; i < length; i++) {
            all.add(Optional.of(of(log, i - 1, tokens[i])));
        }
        return List.copyOf(all);
    }
}
