package dev.octavo.runtime.beam;

import dev.octavo.runtime.generate.TokenLogprob;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * The search without an engine: which beams go on, which outputs are finished, when to end. Does what transformers' {@code generate(num_beams=...)} does (version 5; one prompt, as
 * many returned sequences as beams): each step looks at the best continuations over all beams; of the best {@code width} of them, those that end are finished outputs; of all of
 * them, the best {@code width} that do not end go on. Not thread-safe.
 *
 * <p>vLLM differs: it counts the prompt in an output's length but not the end token, finishes every beam that could end at all, however unlikely, and searches up to max_tokens.
 */
final class BeamLoop {

    /** A finished output. */
    record Finished(Beam beam, double score) {}

    private record Continuation(Beam beam, TokenLogprob token, double sum) {}

    private final BeamRules rules;
    private final List<Finished> finished = new ArrayList<>();
    private List<Beam> running = List.of(Beam.empty());
    private int length;

    BeamLoop(BeamRules rules) {
        this.rules = rules;
    }

    /** Beams to be continued; empty at the end. */
    List<Beam> running() {
        return running;
    }

    /** Finished outputs, best first; complete once nothing runs. */
    List<Finished> finished() {
        return finished;
    }

    /**
     * Goes one token further.
     *
     * @param alternatives for each running beam its likeliest next tokens, at least {@link BeamRules#alternatives()} where the vocabulary has as many
     */
    void advance(List<List<TokenLogprob>> alternatives) {
        List<Continuation> best = best(alternatives);
        length++;
        boolean full = length >= rules.maxTokens();
        List<Beam> next = new ArrayList<>();
        for (int i = 0; i < best.size(); i++) {
            Continuation one = best.get(i);
            boolean ends = full || rules.ends(one.token().tokenId());
            if (ends && i < rules.width()) {
                Beam beam = one.beam().with(one.token());
                finished.add(new Finished(beam, rules.score(beam.sum(), length)));
            } else if (!ends && next.size() < rules.width()) {
                next.add(one.beam().with(one.token()));
            }
        }
        finished.sort(Comparator.comparingDouble(Finished::score).reversed());
        if (finished.size() > rules.width()) {
            finished.subList(rules.width(), finished.size()).clear();
        }
        running = next.isEmpty() || settled(next.getFirst()) ? List.of() : next;
    }

    private List<Continuation> best(List<List<TokenLogprob>> alternatives) {
        boolean endsAreEarly = length < rules.minTokens();
        List<Continuation> all = new ArrayList<>();
        for (int i = 0; i < running.size(); i++) {
            Beam beam = running.get(i);
            for (TokenLogprob token : alternatives.get(i)) {
                boolean early = endsAreEarly && rules.ends(token.tokenId());
                if (!early && token.logprob() > Float.NEGATIVE_INFINITY) {
                    all.add(new Continuation(beam, token, beam.sum() + token.logprob()));
                }
            }
        }
        all.sort(Comparator.comparingDouble(Continuation::sum).reversed());
        return all.subList(0, Math.min(all.size(), rules.continuations()));
    }

    /** Whether the search may end although beams could go on. */
    private boolean settled(Beam best) {
        if (finished.size() < rules.width()) {
            return false;
        }
        EarlyStopping early = rules.options().earlyStopping();
        if (early == EarlyStopping.WHEN_FULL) {
            return true;
        }
        boolean longerIsBetter = rules.options().lengthPenalty() > 0;
        int length = early == EarlyStopping.WHEN_CERTAIN && longerIsBetter ? rules.maxTokens() : this.length;
        return rules.score(best.sum(), length) <= finished.getLast().score();
    }
}
