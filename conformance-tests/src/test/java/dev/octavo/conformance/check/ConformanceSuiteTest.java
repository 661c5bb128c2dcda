package dev.octavo.conformance.check;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class ConformanceSuiteTest {

    @Test
    void idsAreUniqueAndSayTheirFamily() {
        List<ConformanceCase> cases = ConformanceSuite.cases();
        assertThat(cases).extracting(ConformanceCase::id).doesNotHaveDuplicates();
        assertThat(cases)
                .extracting(ConformanceCase::family)
                .contains("memory", "queue", "gemm", "attention", "kv", "rmsnorm", "rope", "select", "route", "chain");
    }

    @Test
    void theCoreTouchesEveryFamilyThatADecoderNeeds() {
        assertThat(ConformanceSuite.cases())
                .filteredOn(ConformanceCase::core)
                .extracting(ConformanceCase::family)
                .contains(
                        "gemm", "attention", "kv", "rmsnorm", "rope", "activation", "elementwise", "gather", "select");
    }

    @Test
    void numbersDependOnTheIdAndTheRootSeedAlone() {
        double first = Fill.of("gemm[a]", 0, Pass.RANDOM, 0).number(4);
        assertThat(Fill.of("gemm[a]", 0, Pass.RANDOM, 0).number(4)).isEqualTo(first);
        assertThat(Fill.of("gemm[b]", 0, Pass.RANDOM, 0).number(4)).isNotEqualTo(first);
        assertThat(Fill.of("gemm[a]", 0, Pass.RANDOM, 1).number(4)).isNotEqualTo(first);
        assertThat(Fill.of("gemm[a]", 1, Pass.RANDOM, 0).number(4)).isNotEqualTo(first);
    }

    @Test
    void everyCheckCitesARuleThatExists() throws IOException {
        String rules = Files.readString(Path.of(System.getProperty("octavo.repository", ".."), "docs", "spi.md"));
        for (Check check : Check.values()) {
            assertThat(rules).contains("**" + check.rule() + "**");
        }
    }

    @Test
    void oracleSourcesKnowNoSinglePrecision() throws IOException {
        Path oracle = Path.of(
                System.getProperty("octavo.repository", ".."),
                "conformance-tests/src/main/java/dev/octavo/conformance/oracle");
        try (var files = Files.list(oracle)) {
            for (Path file : files.toList()) {
                assertThat(Files.readString(file)).as(file.toString()).doesNotContainPattern("(?i)\\bfloat\\b");
            }
        }
    }
}
