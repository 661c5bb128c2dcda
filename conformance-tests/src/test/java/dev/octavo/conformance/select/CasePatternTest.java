package dev.octavo.conformance.select;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.octavo.conformance.check.Tier;
import dev.octavo.spi.UserException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CasePatternTest {

    private static final String ID = "gemm[w=q4_0,a=f32,m=17,ep=none]";

    @ParameterizedTest
    @CsvSource(delimiter = ';', textBlock = """
            gemm                             ; true
            gem                              ; false
            gemm[w=q4_0,a=f32,m=17,ep=none]  ; true
            gemm[w=q4_0                      ; false
            gemm[w=q4*                       ; true
            *,m=17,*                         ; true
            *m=1?,*                          ; true
            *m=1?7*                          ; false
            *                                ; true
            ?emm[*]                          ; true
            gemm[*]x                         ; false
            /m=1[0-9],/                      ; true
            /^m=/                            ; false
            GEMM                             ; false
            """)
    void patternsFit(String pattern, boolean fits) {
        assertThat(CasePattern.of(pattern).test(ID)).isEqualTo(fits);
    }

    @Test
    void whatIsNoPatternIsRefused() {
        assertThatThrownBy(() -> CasePattern.of(" ")).isInstanceOf(UserException.class);
        assertThatThrownBy(() -> CasePattern.of("/(/"))
                .isInstanceOf(UserException.class)
                .hasMessageContaining("not a regular expression");
        assertThatThrownBy(() -> CasePattern.of("x".repeat(3000))).isInstanceOf(UserException.class);
    }

    @Test
    void manyStarsTakeNoTime() {
        CasePattern pattern = CasePattern.of("*a".repeat(900) + "b");
        org.junit.jupiter.api.Assertions.assertTimeout(
                Duration.ofSeconds(30),
                () -> assertThat(pattern.test("a".repeat(2000))).isFalse());
    }

    private static Subject subject(String id, Tier tier) {
        return new Subject(id, id.substring(0, id.indexOf('[')), List.of(), tier, false);
    }

    @Test
    void aSelectionIsATierAndItsFilters() {
        List<Subject> all = List.of(
                subject("gemm[1]", Tier.SMOKE),
                subject("gemm[2]", Tier.FULL),
                subject("rope[1]", Tier.SMOKE),
                subject("rope[2]", Tier.SOAK));
        assertThat(ids(new Selection(Tier.SMOKE, List.of()), all)).containsExactly("gemm[1]", "rope[1]");
        assertThat(ids(new Selection(Tier.FULL, List.of("gemm")), all)).containsExactly("gemm[1]", "gemm[2]");
        assertThat(ids(new Selection(Tier.SOAK, List.of("!gemm")), all)).containsExactly("rope[1]", "rope[2]");
        assertThat(ids(new Selection(Tier.FULL, List.of("*[1]", "!rope")), all)).containsExactly("gemm[1]");
        assertThatThrownBy(() -> new Selection(Tier.FULL, List.of("nothing")).of(all))
                .isInstanceOf(UserException.class)
                .hasMessageContaining("no case fits nothing");
        assertThatThrownBy(() -> new Selection(Tier.SMOKE, List.of("rope[2]")).of(all))
                .isInstanceOf(UserException.class)
                .hasMessageContaining("try --tier soak");
    }

    private static List<String> ids(Selection selection, List<Subject> all) {
        return selection.of(all).stream().map(Subject::id).toList();
    }
}
