package dev.octavo.runtime.kv;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

class PrefixIndexTest {

    @Test
    void behavesLikeAMapFromHashToBlocksUnderRandomUse() {
        Random random = new Random(1);
        int blocks = 200;
        PrefixIndex index = new PrefixIndex(blocks);
        Map<Long, Set<Integer>> model = new HashMap<>();
        Map<Integer, Long> held = new HashMap<>();
        for (int i = 0; i < 20_000; i++) {
            int block = random.nextInt(blocks);
            Long old = held.remove(block);
            if (old != null) {
                index.remove(block);
                model.getOrDefault(old, new HashSet<>()).remove(block);
            } else {
                // Few different first words, so that buckets and hashes collide.
                long hash = random.nextInt(60);
                index.add(block, words(hash), 0, 0);
                held.put(block, hash);
                model.computeIfAbsent(hash, key -> new HashSet<>()).add(block);
            }
            long asked = random.nextInt(60);
            Set<Integer> expected = model.getOrDefault(asked, Set.of());
            int found = index.find(words(asked), 0, 0);
            assertThat(expected.isEmpty() ? found == -1 : expected.contains(found))
                    .isTrue();
            assertThat(index.size()).isEqualTo(held.size());
        }
        index.clear();
        assertThat(index.size()).isZero();
        assertThat(index.find(words(1), 0, 0)).isEqualTo(-1);
    }

    @Test
    void ofBlocksWithOneHashTheFirstIsFoundAndGroupsStayApart() {
        PrefixIndex index = new PrefixIndex(10);
        index.add(3, words(5), 0, 0);
        index.add(1, words(5), 0, 0);
        index.add(7, words(5), 0, 1);
        index.add(2, words(5), 0, 0);
        assertThat(index.find(words(5), 0, 0)).isEqualTo(3);
        assertThat(index.find(words(5), 0, 1)).isEqualTo(7);
        assertThat(index.find(words(5), 0, 2)).isEqualTo(-1);
        index.remove(3);
        assertThat(index.find(words(5), 0, 0)).isIn(1, 2);
        index.remove(1);
        index.remove(2);
        assertThat(index.find(words(5), 0, 0)).isEqualTo(-1);
        assertThat(index.find(words(5), 0, 1)).isEqualTo(7);
    }

    private static long[] words(long hash) {
        return new long[] {hash % 7, 0, hash, 0};
    }
}
