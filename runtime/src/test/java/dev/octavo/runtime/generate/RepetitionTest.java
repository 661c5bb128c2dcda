package dev.octavo.runtime.generate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.octavo.runtime.sample.RepetitionDetection;
import dev.octavo.runtime.sample.SamplingParams;
import dev.octavo.spi.UserException;
import java.util.Arrays;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RepetitionTest {

    /** The definition, written for reading: some pattern of the sizes asked for stands at the end as often as asked for. */
    private static boolean repeats(int[] output, int length, RepetitionDetection detection) {
        for (int size = Math.max(1, detection.minPatternSize()); size <= detection.maxPatternSize(); size++) {
            int needed = size * detection.minCount();
            boolean all = needed <= length;
            for (int i = length - 1; all && i >= length - needed + size; i--) {
                all = output[i] == output[i - size];
            }
            if (all) {
                return true;
            }
        }
        return false;
    }

    @Test
    void agreesWithTheDefinitionOnRandomOutputs() {
        Random random = new Random(4);
        int found = 0;
        for (int trial = 0; trial < 3000; trial++) {
            int longest = 1 + random.nextInt(7);
            RepetitionDetection detection =
                    new RepetitionDetection(longest, random.nextInt(longest + 1), 2 + random.nextInt(3));
            int promptLength = 1 + random.nextInt(5);
            int size = 40;
            int[] output = random.ints(size, 0, 2 + random.nextInt(2)).toArray();
            int[] tokens = new int[promptLength + size];
            Arrays.fill(tokens, 0, promptLength, output[0]); // must not count
            System.arraycopy(output, 0, tokens, promptLength, size);
            RepetitionRuns runs = new RepetitionRuns(detection, size);
            for (int length = 1; length <= size; length++) {
                boolean expected = repeats(output, length, detection);
                assertThat(runs.add(tokens, length, promptLength + length))
                        .as("%s after %s", detection, Arrays.toString(Arrays.copyOf(output, length)))
                        .isEqualTo(expected);
                found += expected ? 1 : 0;
            }
        }
        assertThat(found).isGreaterThan(1000);
    }

    private static Ending end(SamplingParams params, Set<Integer> endOfSequence, int... output) {
        StopRule rule = new StopRule(params, endOfSequence, 1000);
        int[] tokens = new int[output.length + 1];
        for (int i = 0; i < output.length; i++) {
            tokens[i + 1] = output[i];
            Ending ending = rule.check(tokens, i + 1, i + 2);
            if (ending != null) {
                return ending;
            }
        }
        throw new AssertionError("it did not end");
    }

    @Test
    void comesAfterEveryOtherEndingAndNotBeforeMinTokens() {
        RepetitionDetection twice = new RepetitionDetection(2, 1, 2);
        SamplingParams params = SamplingParams.builder()
                .maxTokens(6)
                .minTokens(3)
                .repetitionDetection(twice)
                .build();
        assertThat(end(params, Set.of(), 5, 5, 6, 7, 7)).isEqualTo(Ending.at(FinishReason.REPETITION, 6));
        assertThat(end(params, Set.of(), 5, 5, 5)).isEqualTo(Ending.at(FinishReason.REPETITION, 4));
        assertThat(end(params, Set.of(7), 1, 2, 3, 7)).isEqualTo(Ending.endOfSequence(5));
        assertThat(end(params, Set.of(), 1, 2, 3, 4, 5, 5)).isEqualTo(Ending.at(FinishReason.LENGTH, 7));
    }

    @ParameterizedTest
    @CsvSource({"-1, 0, 2", "4097, 0, 2", "3, 4, 2", "3, -1, 2", "3, 1, 1", "3, 1, 0"})
    void refusesWhatCannotBe(int longest, int shortest, int count) {
        assertThatThrownBy(() -> new RepetitionDetection(longest, shortest, count))
                .isInstanceOf(UserException.class)
                .hasMessageContaining("repetition_detection");
        assertThat(new RepetitionDetection(0, 0, 0).enabled()).isFalse();
    }
}
