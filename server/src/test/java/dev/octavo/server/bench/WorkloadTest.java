package dev.octavo.server.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.octavo.spi.UserException;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class WorkloadTest {

    private static final int[] TOKENS = IntStream.range(10, 500).toArray();

    @Test
    void lengthsStayInTheRangeAndReachItsEnds() {
        Workload workload = new Workload.RandomTokens(3, 10, 20, 0.5);
        List<BenchPrompt> prompts = workload.prompts(2000, TOKENS, 1);
        assertThat(prompts.stream().mapToInt(p -> p.ids().length - 3).distinct().sorted())
                .containsExactlyElementsOf(IntStream.rangeClosed(5, 15).boxed().toList());
        assertThat(prompts.stream()
                        .mapToInt(BenchPrompt::outputTokens)
                        .distinct()
                        .sorted())
                .containsExactlyElementsOf(IntStream.rangeClosed(10, 30).boxed().toList());
        assertThat(prompts).allSatisfy(p -> assertThat(p.ids()).containsAnyOf(TOKENS));
        assertThat(prompts)
                .allSatisfy(p -> assertThat(p.ids())
                        .startsWith(Arrays.copyOf(prompts.getFirst().ids(), 3)));
        assertThat(workload.longest()).isEqualTo(3 + 15 + 30);
    }

    @Test
    void equalSeedsGiveEqualPrompts() {
        Workload workload = new Workload.RandomTokens(0, 32, 8, 0);
        assertThat(workload.prompts(3, TOKENS, 7).get(2).ids())
                .isEqualTo(workload.prompts(3, TOKENS, 7).get(2).ids())
                .isNotEqualTo(workload.prompts(3, TOKENS, 8).get(2).ids());
    }

    @Test
    void prefixesAreRepeatedInTurnAndSuffixesAreNot() {
        List<BenchPrompt> prompts = new Workload.RepeatedPrefixes(16, 4, 3, 5).prompts(6, TOKENS, 1);
        for (int i = 0; i < 3; i++) {
            int[] first = prompts.get(i).ids();
            int[] second = prompts.get(i + 3).ids();
            assertThat(Arrays.copyOf(first, 16)).isEqualTo(Arrays.copyOf(second, 16));
            assertThat(first).hasSize(20).isNotEqualTo(second);
        }
        assertThat(Arrays.copyOf(prompts.get(0).ids(), 16))
                .isNotEqualTo(Arrays.copyOf(prompts.get(1).ids(), 16));
    }

    @Test
    void lengthsThatMakeNoSenseAreRefused() {
        assertThatThrownBy(() -> new Workload.RandomTokens(0, 0, 1, 0)).isInstanceOf(UserException.class);
        assertThatThrownBy(() -> new Workload.RandomTokens(0, 1, 1, 1)).isInstanceOf(UserException.class);
        assertThatThrownBy(() -> new Workload.RepeatedPrefixes(1, 1, 0, 1))
                .hasMessageContaining("--prefix-repetition-num-prefixes");
    }
}
