package dev.octavo.conformance.select;

import dev.octavo.conformance.check.Tier;
import dev.octavo.spi.UserException;
import java.util.List;

/**
 * Which cases are wanted.
 *
 * @param tier the largest tier
 * @param filters patterns of which one has to fit; those that begin with {@code !} take cases away again. Without one all cases fit.
 */
public record Selection(Tier tier, List<String> filters) {

    /** Keeps a copy. */
    public Selection {
        filters = List.copyOf(filters);
    }

    /** Whether this is a whole tier, so that a profile can be reached by it. */
    public boolean isWhole() {
        return filters.isEmpty();
    }

    /**
     * The wanted ones, in their order.
     *
     * @throws UserException if there is none, since nothing would be tested
     */
    public List<Subject> of(List<Subject> all) {
        List<CasePattern> wanted = patterns(false);
        List<CasePattern> unwanted = patterns(true);
        List<Subject> fitting = all.stream()
                .filter(subject -> wanted.isEmpty() || any(wanted, subject))
                .filter(subject -> !any(unwanted, subject))
                .toList();
        List<Subject> selected = fitting.stream()
                .filter(subject -> tier.includes(subject.tier()))
                .toList();
        if (selected.isEmpty()) {
            throw new UserException(
                    fitting.isEmpty()
                            ? "no case fits " + String.join(" ", filters) + "; --list shows all of them"
                            : "the cases that fit " + String.join(" ", filters) + " are not in the tier "
                                    + tier.name().toLowerCase(java.util.Locale.ROOT) + "; try --tier "
                                    + fitting.getFirst().tier().name().toLowerCase(java.util.Locale.ROOT));
        }
        return selected;
    }

    private static boolean any(List<CasePattern> patterns, Subject subject) {
        return patterns.stream().anyMatch(pattern -> pattern.test(subject.id()));
    }

    private List<CasePattern> patterns(boolean negated) {
        return filters.stream()
                .filter(filter -> filter.startsWith("!") == negated)
                .map(filter -> CasePattern.of(negated ? filter.substring(1) : filter))
                .toList();
    }
}
