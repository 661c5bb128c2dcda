package dev.octavo.runtime.sample;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class LogprobReaderTest {

    @Test
    void logprobsRanksAndTopsAgreeWithTheDefinition() {
        Random random = new Random(2);
        int vocabulary = 100;
        LogprobReader reader = new LogprobReader(vocabulary);
        LogprobLog log = new LogprobLog(5);
        for (int trial = 0; trial < 100; trial++) {
            float[] logits = new float[vocabulary];
            for (int i = 0; i < vocabulary; i++) {
                logits[i] = random.nextInt(3) == 0 ? random.nextInt(4) : (float) random.nextGaussian() * 20;
            }
            int token = random.nextInt(vocabulary);
            System.arraycopy(logits, 0, reader.row(), 0, vocabulary);
            reader.append(token, true, log);
            double sum = IntStream.range(0, vocabulary)
                    .mapToDouble(i -> Math.exp(logits[i]))
                    .sum();
            assertThat(log.logprob(trial)).isEqualTo((float) (logits[token] - Math.log(sum)), within(1e-4f));
            Integer[] order = IntStream.range(0, vocabulary).boxed().toArray(Integer[]::new);
            Arrays.sort(order, (a, b) -> Float.compare(logits[b], logits[a]));
            for (int i = 0; i < 5; i++) {
                assertThat(log.topToken(trial, i)).isEqualTo(order[i]);
                assertThat(log.topLogprob(trial, i))
                        .isEqualTo((float) (logits[order[i]] - Math.log(sum)), within(1e-4f));
            }
            long above = IntStream.range(0, vocabulary)
                    .filter(i -> logits[i] > logits[token])
                    .count();
            assertThat(log.rank(trial)).isEqualTo((int) above + 1);
        }
        assertThat(log.size()).isEqualTo(100);
    }

    @Test
    void aVocabularySmallerThanTheListIsFilledUp() {
        LogprobLog log = new LogprobLog(5);
        LogprobReader reader = new LogprobReader(3);
        System.arraycopy(new float[] {1, 2, Float.NEGATIVE_INFINITY}, 0, reader.row(), 0, 3);
        reader.append(2, true, log);
        assertThat(log.logprob(0)).isEqualTo(Float.NEGATIVE_INFINITY);
        assertThat(log.rank(0)).isEqualTo(3);
        assertThat(log.topToken(0, 2)).isEqualTo(2);
        assertThat(log.topToken(0, 3)).isEqualTo(-1);
    }
}
