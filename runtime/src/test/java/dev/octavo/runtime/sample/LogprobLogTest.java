package dev.octavo.runtime.sample;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LogprobLogTest {

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 5, 33, 512, 700})
    void entriesStayWhereTheyWere(int width) {
        LogprobLog log = new LogprobLog(width);
        Random random = new Random(width);
        int entries = 300;
        float[] logprobs = new float[entries];
        int[] tops = new int[width];
        float[] values = new float[width];
        for (int entry = 0; entry < entries; entry++) {
            logprobs[entry] = random.nextFloat();
            for (int i = 0; i < width; i++) {
                tops[i] = entry + i;
                values[i] = entry - i;
            }
            log.append(logprobs[entry], entry, tops, values);
        }
        assertThat(log.size()).isEqualTo(entries);
        for (int entry = 0; entry < entries; entry++) {
            assertThat(log.logprob(entry)).isEqualTo(logprobs[entry]);
            assertThat(log.rank(entry)).isEqualTo(entry);
            for (int i = 0; i < width; i++) {
                assertThat(log.topToken(entry, i)).isEqualTo(entry + i);
                assertThat(log.topLogprob(entry, i)).isEqualTo(entry - i);
            }
        }
    }

    @Test
    void aListingKeepsItsOwnTokensInTheirOrder() {
        LogprobLog log = LogprobLog.listing(new int[] {4, 0, 4});
        LogprobReader reader = new LogprobReader(5);
        for (int entry = 0; entry < 40; entry++) {
            System.arraycopy(new float[] {1, 2, 3, 4, entry}, 0, reader.row(), 0, 5);
            reader.append(2, false, log);
        }
        assertThat(log.width()).isEqualTo(3);
        assertThat(log.logprob(39)).isEqualTo(3);
        assertThat(log.topToken(39, 0)).isEqualTo(4);
        assertThat(log.topLogprob(39, 0)).isEqualTo(39);
        assertThat(log.topLogprob(39, 1)).isEqualTo(1);
        assertThat(log.topLogprob(39, 2)).isEqualTo(39);
    }

    @Test
    void theMostLikelyOfALargeVocabularyAreFoundInOrder() {
        Random random = new Random(9);
        for (int trial = 0; trial < 60; trial++) {
            int vocabulary = 1000 + random.nextInt(9000);
            int width = 1 + random.nextInt(trial % 2 == 0 ? 30 : vocabulary);
            LogprobReader reader = new LogprobReader(vocabulary);
            float[] logits = new float[vocabulary];
            for (int i = 0; i < vocabulary; i++) {
                logits[i] = random.nextInt(3) == 0 ? random.nextInt(6) : (float) random.nextGaussian() * 4;
            }
            System.arraycopy(logits, 0, reader.row(), 0, vocabulary);
            LogprobLog log = new LogprobLog(width);
            reader.append(0, true, log);
            Integer[] order = new Integer[vocabulary];
            double sum = 0;
            for (int i = 0; i < vocabulary; i++) {
                order[i] = i;
                sum += Math.exp(logits[i]);
            }
            java.util.Arrays.sort(order, (a, b) -> Float.compare(logits[b], logits[a]));
            for (int i = 0; i < width; i++) {
                assertThat(log.topToken(0, i)).isEqualTo(order[i]);
                assertThat(log.topLogprob(0, i)).isEqualTo((float) (logits[order[i]] - Math.log(sum)), within(1e-5f));
            }
        }
    }
}
