package dev.octavo.conformance.reference;

import static org.assertj.core.api.Assertions.assertThat;

import dev.octavo.conformance.check.Tier;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/**
 * The suite's own test: wrong backends have to be caught. A build asks every second mutant in the smoke tier, {@code -Doctavo.mutation=smoke} all of them. The whole of it, every mutant against every case of the full
 * tier, runs with {@code -Doctavo.mutation=full}; {@code -Doctavo.mutation=everything} asks families as well that do not look at the fault.
 */
class MutationTest {

    @Test
    void idsAreUnique() {
        assertThat(MutantCatalogue.all()).extracting(Mutant::id).doesNotHaveDuplicates();
        assertThat(MutantCatalogue.all()).hasSizeGreaterThanOrEqualTo(180);
    }

    @Test
    void smokeCatchesNineOfTen() throws IOException {
        List<Mutant> all = MutantCatalogue.all();
        boolean half = System.getProperty("octavo.mutation") == null;
        List<Mutant> asked = half ? everySecond(all) : all;
        MutationTable table = run(asked, Tier.SMOKE, false);
        assertThat(table.share()).as(table.summary() + table.survivors()).isGreaterThanOrEqualTo(0.9);
    }

    @Test
    @EnabledIfSystemProperty(named = "octavo.mutation", matches = "full|everything")
    void fullCatchesNearlyAll() throws IOException {
        MutationTable table =
                run(MutantCatalogue.all(), Tier.FULL, "everything".equals(System.getProperty("octavo.mutation")));
        assertThat(table.share()).as(table.summary() + table.survivors()).isGreaterThanOrEqualTo(0.98);
    }

    private static List<Mutant> everySecond(List<Mutant> all) {
        return IntStream.range(0, all.size())
                .filter(i -> i % 2 == 0)
                .mapToObj(all::get)
                .toList();
    }

    private static MutationTable run(List<Mutant> mutants, Tier tier, boolean everything) throws IOException {
        MutantRun run = new MutantRun(tier, everything, 0).timed();
        MutationTable table = new MutationTable(tier, run.all(mutants));
        Path report = Path.of("target", "mutation-" + tier.name().toLowerCase(Locale.ROOT) + ".md");
        Files.createDirectories(report.toAbsolutePath().getParent());
        Files.writeString(report, table.markdown());
        System.out.println(table.summary() + ", table in " + report);
        table.survivors().forEach(survivor -> System.out.println("survived: " + survivor));
        return table;
    }
}
