package dev.octavo.conformance.reference;

import dev.octavo.conformance.check.Tier;
import java.util.List;
import java.util.Locale;

/** What became of all mutants, as Markdown. */
final class MutationTable {

    private final List<MutantRun.Result> results;
    private final Tier tier;

    MutationTable(Tier tier, List<MutantRun.Result> results) {
        this.tier = tier;
        this.results = results;
    }

    long caught() {
        return results.stream().filter(result -> !result.survived()).count();
    }

    double share() {
        return (double) caught() / results.size();
    }

    List<String> survivors() {
        return results.stream()
                .filter(MutantRun.Result::survived)
                .map(result -> result.mutant().id() + ": " + result.mutant().what() + " (" + result.asked()
                        + " cases of " + result.mutant().families() + " passed" + reason(result) + ")")
                .toList();
    }

    private static String reason(MutantRun.Result result) {
        String known = KnownSurvivors.REASONS.get(result.mutant().id());
        return known == null ? "; reason unknown, a hole in the suite" : "; " + known;
    }

    String summary() {
        return caught() + " of " + results.size() + " mutants caught by "
                + tier.name().toLowerCase(Locale.ROOT);
    }

    String markdown() {
        StringBuilder text = new StringBuilder(
                "# " + summary() + "\n\n| Mutant | Fault | Caught by | Check | Cases asked |\n|---|---|---|---|---|\n");
        for (MutantRun.Result result : results) {
            text.append("| ")
                    .append(result.mutant().id())
                    .append(" | ")
                    .append(result.mutant().what())
                    .append(" | ")
                    .append(result.survived() ? "**survived**" + reason(result) : "`" + result.caught() + "`")
                    .append(" | ")
                    .append(result.check() == null ? "" : result.check())
                    .append(" | ")
                    .append(result.asked())
                    .append(" |\n");
        }
        return text.toString();
    }
}
